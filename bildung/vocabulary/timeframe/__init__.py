"""Time frames: the wording is the contract, the dates are for computing.

    parse("Ab 10/2016 lfd.")  ->  Timeframe(start=date(2016, 10, 1))
    parse("nach Absprache")   ->  None, to be shown as NOT_READABLE beside the wording
    parse("9/2015-272016")    ->  raises TimeframeError with suggestion "9/2015-2/2016"

value     Timeframe, its canonical form and its description
points    a moment or stretch as named ("KW 12/2016") and its first and last day
grammar   from the text to the points in it
reading   from the points to a Timeframe
lengths   the length stated behind a time frame, which must be the right one
offsets   months counted from a first one, as in templates
remarks   what is to be said of a wording that cannot be read
"""

from bildung.vocabulary.timeframe.points import FIRST_YEAR, LAST_YEAR, TimeframeError
from bildung.vocabulary.timeframe.reading import NOT_READABLE, is_same_wording, parse
from bildung.vocabulary.timeframe.remarks import Remark, remark, why_unread
from bildung.vocabulary.timeframe.value import Timeframe

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "NOT_READABLE",
    "Remark",
    "Timeframe",
    "TimeframeError",
    "is_same_wording",
    "parse",
    "remark",
    "why_unread",
]
