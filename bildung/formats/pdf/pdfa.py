"""Makes a print one for the archive: PDF/A-3a besides PDF/UA-1, with files attached.

WeasyPrint writes either of the two identifiers into the metadata, and finds out an attachment's
type by the tables of the machine it runs on. Here both identifiers stand in one description, with
the schema that PDF/A asks for where others than its own names are used (ISO 19005-3, 6.6.2.3;
ISO 14289-1, 5), and what is attached is written as given: the same bytes on every machine.
"""

import hashlib
from collections.abc import Sequence

import pydyf

from bildung.annex.document import Attachment

from .archived import Archived

VARIANT = "pdf/a-3a"
PDF_UA = """\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1" />
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the document conforms</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""  # noqa: E501 (one name, one line)


def finisher(archived: Archived):
    """Return what `Document.write_pdf` calls before it writes."""

    def finish(document, pdf: pydyf.PDF) -> None:
        _claim_accessibility(pdf)
        _attach(pdf, archived.attachments, f"D:{archived.day:%Y%m%d}")

    return finish


def _claim_accessibility(pdf: pydyf.PDF) -> None:
    (metadata,) = (item for item in pdf.objects if item.reference == pdf.catalog["Metadata"])
    (content,) = metadata.stream
    metadata.stream = [content.replace(b"</rdf:RDF>", PDF_UA.encode("ascii"))]
    # Programs that know no PDF find metadata in any file, as long as they are plain text in it.
    metadata.compress = False


def _attach(pdf: pydyf.PDF, attachments: Sequence[Attachment], day: str) -> None:
    # Name trees are sorted (ISO 32000-1, 7.9.6).
    files = {item.name: _file(pdf, item, day) for item in sorted(attachments, key=_name)}
    if not files:
        return
    names = pydyf.Array()
    for name, reference in files.items():
        names.extend((pydyf.String(name), reference))
    tree = pydyf.Dictionary({"Names": names})
    pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = tree
    pdf.catalog["AF"] = pydyf.Array(files.values())


def _name(attachment: Attachment) -> str:
    return attachment.name


def _file(pdf: pydyf.PDF, attachment: Attachment, day: str) -> bytes:
    """Add an attached file to the PDF and return the reference of its description."""
    checksum = hashlib.md5(attachment.content, usedforsecurity=False).hexdigest()
    stream = pydyf.Stream(
        [attachment.content],
        {
            "Type": "/EmbeddedFile",
            "Subtype": "/" + attachment.media_type.replace("/", "#2f"),
            "Params": pydyf.Dictionary(
                {
                    "CheckSum": f"<{checksum}>",
                    "Size": len(attachment.content),
                    "CreationDate": pydyf.String(day),
                    "ModDate": pydyf.String(day),
                }
            ),
        },
        compress=True,
    )
    pdf.add_object(stream)
    name = pydyf.String(attachment.name)
    file = pydyf.Dictionary(
        {
            "Type": "/Filespec",
            "F": name,
            "UF": name,
            "EF": pydyf.Dictionary({"F": stream.reference, "UF": stream.reference}),
            "Desc": pydyf.String(attachment.description),
            "AFRelationship": f"/{attachment.relationship}",
        }
    )
    pdf.add_object(file)
    return file.reference
