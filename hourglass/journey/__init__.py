"""Where they are and what we owe them: stages, milestones, playbooks, tasks and visits."""
