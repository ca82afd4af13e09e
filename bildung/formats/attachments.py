"""What travels within the PDF of an edition: its data, for programs and for times to come."""

from bildung.annex.document import AnnexDocument, Attachment
from bildung.formats import csv


def attachments(source: bytes, annexes: AnnexDocument) -> tuple[Attachment, ...]:
    """Return the files for an edition: `source`, and each of its annexes as CSV.

    `source` is the canonical JSON over which the edition's digest is taken, so that whoever has the
    PDF can compute the digest again.
    """
    return (
        Attachment(
            name="fassung.json",
            media_type="application/json",
            description=(
                f"{annexes.state}: alle Angaben als JSON. Der Prüfwert der Fassung ist die "
                "SHA-256-Summe dieser Datei."
            ),
            relationship="Source",
            content=source,
        ),
        *(
            Attachment(
                name=f"{table.key.lower().replace('_', '-')}.csv",
                media_type="text/csv",
                description=f"{table.title}, als Tabelle (CSV)",
                relationship="Data",
                content=csv.render(table).encode("utf-8", "replace"),
            )
            for table in annexes.tables
        ),
    )
