"""JSON: the whole document, with the version of its schema (see bildung.annex.schema)."""

import json

from bildung.annex import schema
from bildung.annex.document import AnnexDocument
from bildung.annex.table import AnnexError


def render(document: AnnexDocument) -> str:
    """Return the document as readable JSON, ending in a line break."""
    return json.dumps(schema.to_dict(document), ensure_ascii=False, indent=2) + "\n"


def parse(text: str | bytes) -> AnnexDocument:
    """Read what `render` wrote, or the data of an edition. Raises AnnexError for anything else."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AnnexError(f"This is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise AnnexError("A document is a JSON object.")
    return schema.document_in(data)
