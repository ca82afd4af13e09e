"""The scan of the signed paper: checked to be a plain PDF, filed with its edition, withdrawn."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from bildung.agreements.access import Right, sides_for
from bildung.agreements.models import Agreement, Party, User
from bildung.formats.pdf.checking import check_pdf

from .holding import Refused, hold, require_words
from .models import Edition, Scan
from .printing import digest

MOST_SCANS = 5
TOO_MANY = (
    f"Zu dieser Fassung sind schon {MOST_SCANS} Scans abgelegt; mehr werden nicht aufbewahrt. "
    "Die Leitung kann einen falschen zurückziehen."
)
WITHDRAWN = (
    "Genau diese Datei wurde zu dieser Fassung schon einmal abgelegt und zurückgezogen; sie wird "
    "nicht noch einmal angenommen. Wurde sie irrtümlich zurückgezogen, scannen Sie das Papier "
    "bitte neu ein."
)
TWICE = "Dieser Scan wurde schon zurückgezogen."
REASON = "Bitte nennen Sie den Grund, warum der Scan zurückgezogen wird."


def file_scan(edition: Edition, pdf: bytes, file_name: str, by: User) -> Scan:
    """File `pdf` as the scan of the signed `edition`. A former one stays beside it.

    The same file once more is the scan that is there. Raises Refused where it is no PDF that can be
    kept, was withdrawn, or is one too many; PermissionDenied.
    """
    if reason := check_pdf(pdf):
        raise Refused(reason)
    sha256 = digest(pdf)
    with transaction.atomic():
        held = hold(edition.agreement, by, Right.FILE_PAPERS)
        scans = edition.scans.defer("pdf")
        if there := scans.filter(sha256=sha256).first():
            if there.is_withdrawn:
                raise Refused(WITHDRAWN)
            return there
        if scans.filed().count() >= MOST_SCANS:
            raise Refused(TOO_MANY)
        return Scan.objects.create(
            edition=edition,
            pdf=pdf,
            sha256=sha256,
            size=len(pdf),
            file_name=file_name[-200:],
            side=_side_of(by, held),
            user=by,
            user_name=str(by),
        )


def _side_of(person: User, agreement: Agreement) -> str:
    """Return for which side a person files; nothing for somebody who stands on both."""
    sides = sides_for(person, agreement, Right.FILE_PAPERS)
    return next(iter(sides)) if len(sides) == 1 else ""


@transaction.atomic
def withdraw_scan(scan: Scan, reason: str, by: User) -> None:
    """Empty the bytes of `scan` for good. Who, when, why and its digest stay.

    Raises Refused, and PermissionDenied for whoever does not lead the side that filed it.
    """
    require_words(reason=(reason, REASON))
    held = hold(scan.edition.agreement, by, Right.WITHDRAW_SCAN)
    if not may_withdraw(by, held, scan):
        raise PermissionDenied
    if not Scan.objects.filter(pk=scan.pk).withdraw(str(by), reason.strip()):
        raise Refused(TWICE)


def may_withdraw(person: User, agreement: Agreement, scan: Scan) -> bool:
    """Whether `person` leads the side that filed `scan`; either, where that is not known."""
    sides = sides_for(person, agreement, Right.WITHDRAW_SCAN)
    return bool(sides & ({Party(scan.side)} if scan.side else set(Party)))
