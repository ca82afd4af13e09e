"""The scan of the signed paper: checked to be a PDF, and filed with its edition."""

import hashlib

from django.db import transaction

from bildung.agreements.access import Act
from bildung.agreements.models import User

from .holding import Refused, hold
from .models import Edition, Scan

MIB = 1024 * 1024
MOST = 20 * MIB
# Where readers look for both, by custom (ISO 32000-1, annex H, notes 13 and 18).
WINDOW = 1024


def file_scan(edition: Edition, pdf: bytes, file_name: str, by: User) -> Scan:
    """File `pdf` as the scan of the signed `edition`. A former one stays beside it.

    Raises Refused where it is no PDF that can be kept, PermissionDenied.
    """
    if reason := why_not_kept(pdf):
        raise Refused(reason)
    with transaction.atomic():
        hold(edition.agreement, by, Act.FILE_PAPERS)
        return Scan.objects.create(
            edition=edition,
            pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(),
            size=len(pdf),
            file_name=file_name[-200:],
            user=by,
            user_name=str(by),
        )


def why_not_kept(pdf: bytes) -> str:
    """Return why a file is not kept as a scan, as a German sentence; empty where it is."""
    if len(pdf) > MOST:
        return f"Die Datei ist größer als {MOST // MIB} MB."
    if b"%PDF-" not in pdf[:WINDOW] or b"%%EOF" not in pdf[-WINDOW:]:
        return "Die Datei ist kein vollständiges PDF."
    if b"/Encrypt" in pdf:
        return "Das PDF ist verschlüsselt. Bitte speichern Sie es ohne Kennwort."
    return ""
