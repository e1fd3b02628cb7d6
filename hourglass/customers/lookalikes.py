"""Characters that look alike after folding, so that a name written with others is noticed (T32).

Each group is told by its first: letters of Cyrillic and Greek beside the Latin ones, digits beside letters, and
characters of Chinese beside their doubles and those of the kana.
"""

ALIKE = (
    *("aаα", "bЬьв", "cсϲ", "dԁ", "eеε", "hһн", "iіıι1lӏ", "jј", "kкκ", "mм", "nոη", "oо0οσ", "pрρ", "qԛ"),
    *("sѕ", "tтτ", "uυ", "vν", "wԝω", "xхχ", "yуγ", "zʐ", "rг"),
    *("一ー", "二ニ", "八ハ", "力カ", "口囗ロ", "工エ", "夕タ", "卜ト", "己已巳", "日曰", "未末", "土士", "人入"),
    *("戊戌戍", "千干", "天夭", "晴睛", "治冶", "候侯"),
)
SKELETON = str.maketrans({double: group[0] for group in ALIKE for double in group[1:]})
