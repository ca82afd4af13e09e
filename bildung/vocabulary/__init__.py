"""Floor 0: what the words of an annex mean. Standard library only.

characters which characters a text is made of
timeframe  the agreed wording of a time frame and the dates it means
outline    nested bullets as plain text
status     how far a measure or a stage has come
priority   how urgent a goal is
wording    two texts compared word by word
"""
