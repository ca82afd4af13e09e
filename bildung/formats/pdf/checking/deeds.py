"""What a PDF would do, start or bring along, wherever in it that stands.

All objects are looked through, also those that nothing leads to: actions stand in the catalogue,
in the tree of names, in annotations, fields, bookmarks and pages (ISO 32000-1, 12.6 and 13).
"""

import re
from collections.abc import Iterator

import pikepdf

# Most telling first: a script is an action, too.
ORDER = ("script", "form", "embedded", "media", "elsewhere", "action")
KEYS = {
    "/JS": "script",
    "/JavaScript": "script",
    "/OnInstantiate": "script",
    "/XFA": "form",
    "/EF": "embedded",
    "/Collection": "embedded",
    "/EmbeddedFiles": "embedded",
    "/RichMediaContent": "media",
    "/RichMediaSettings": "media",
    "/AA": "action",
}
# Values by the key that holds them.
NAMES = {
    ("/Type", "/EmbeddedFile"): "embedded",
    ("/Subtype", "/FileAttachment"): "embedded",
    ("/Subtype", "/PS"): "script",
    ("/S", "/JavaScript"): "script",
    ("/S", "/GoToE"): "embedded",
    **{
        ("/Subtype", f"/{kind}"): "media"
        for kind in ("RichMedia", "Screen", "Movie", "Sound", "3D")
    },
    **{("/S", f"/{kind}"): "media" for kind in ("Movie", "Sound", "Rendition", "GoTo3DView")},
    ("/S", "/RichMediaExecute"): "media",
    **{
        ("/S", f"/{kind}"): "action"
        for kind in (
            "Launch",
            "GoToR",
            "SubmitForm",
            "ImportData",
            "ResetForm",
            "Hide",
            "SetOCGState",
            "Thread",
            "GoToDp",
        )
    },
}
# What such a key holds is an action, which may lead to a page, here or in the web, and no more.
HOLDERS = ("/A", "/PA", "/Next", "/OpenAction")
HARMLESS = ("/GoTo", "/URI", "/Named")
ADDRESS = re.compile(r"(https?://|mailto:|#)", re.IGNORECASE)


def found_in(pdf: pikepdf.Pdf) -> str:
    """Return in a word of ORDER what is found in `pdf`; an empty one for nothing."""
    found: set[str] = set()
    for _, each in dictionaries(pdf):
        found.update(_found_in(each))
    return next((word for word in ORDER if word in found), "")


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Object, pikepdf.Object]]:
    """Yield each dictionary of `pdf`, those of streams too, with the object that it stands in."""
    for owner in (pdf.trailer, *pdf.objects):
        waiting = [owner]
        while waiting:
            each = waiting.pop()
            if isinstance(each, pikepdf.Array):
                inner = list(each)
            elif isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
                yield owner, each
                inner = [value for _, value in each.items()]
            else:
                continue
            waiting += [
                value
                for value in inner
                if isinstance(value, pikepdf.Object) and not value.is_indirect
            ]


def _found_in(each: pikepdf.Object) -> Iterator[str]:
    if isinstance(each, pikepdf.Stream) and ("/F" in each or "/Ref" in each):
        yield "elsewhere"
    for key, value in each.items():
        if key in KEYS and not _is_empty(value):
            yield KEYS[key]
        if isinstance(value, pikepdf.Name):
            yield from filter(None, (NAMES.get((key, str(value))),))
        elif key == "/URI" and isinstance(value, (str, pikepdf.String)):
            if not ADDRESS.match(str(value).strip()):
                yield "action"
        elif key in HOLDERS:
            yield from _of_action(key, value)


def _of_action(key: str, value: pikepdf.Object) -> Iterator[str]:
    """Tell of what is done. On opening, nothing may be but showing a place."""
    if key == "/OpenAction":
        if not _shows_a_place(value):
            yield "action"
        return
    actions = list(value) if isinstance(value, pikepdf.Array) and key == "/Next" else [value]
    for action in actions:
        if isinstance(action, pikepdf.Dictionary):
            kind = action.get("/S")
            if kind is not None and str(kind) not in HARMLESS:
                yield "action"


def _shows_a_place(value: pikepdf.Object) -> bool:
    """Whether `value` is a place itself, or an action that goes to one here and does no more.

    Scanners and Acrobat write either, so that a file opens at its first page as a whole.
    """
    if not isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        return True
    is_jump = isinstance(value, pikepdf.Dictionary) and value.get("/S") == pikepdf.Name.GoTo
    return is_jump and "/Next" not in value


def _is_empty(value) -> bool:
    """Whether a tree of names or a set of actions holds nothing, as some programs leave it."""
    if isinstance(value, pikepdf.Dictionary):
        return all(isinstance(part, pikepdf.Array) and not len(part) for _, part in value.items())
    return isinstance(value, pikepdf.Array) and not len(value)
