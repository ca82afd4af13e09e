"""The scan of the signed paper: checked to be a PDF, and filed with its edition."""

from django.db import transaction

from bildung.agreements.access import Act
from bildung.agreements.models import User
from bildung.formats.pdf.checking import check_pdf

from .holding import Refused, hold
from .models import Edition, Scan
from .printing import digest


def file_scan(edition: Edition, pdf: bytes, file_name: str, by: User) -> Scan:
    """File `pdf` as the scan of the signed `edition`. A former one stays beside it.

    Raises Refused where it is no PDF that can be kept, PermissionDenied.
    """
    if reason := check_pdf(pdf):
        raise Refused(reason)
    with transaction.atomic():
        hold(edition.agreement, by, Act.FILE_PAPERS)
        return Scan.objects.create(
            edition=edition,
            pdf=pdf,
            sha256=digest(pdf),
            size=len(pdf),
            file_name=file_name[-200:],
            user=by,
            user_name=str(by),
        )
