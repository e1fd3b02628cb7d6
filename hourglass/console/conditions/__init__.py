"""The editor of a condition, for every form of the console that asks for one.

A form takes `fields.ConditionField()`; it renders itself, works without scripts, and gives the condition as a tree.
`reading` merges what was typed into the document, `drawing` prepares it for the templates, `previews` counts.
"""
