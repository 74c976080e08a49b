"""Files of other formats, made from nothing but their words: what the readers are tested with."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_STYLES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


def archive(members):
    """A zip of (name, data) pairs. A name in bytes stands as it is, in no declared encoding, as old programs write it."""
    out = BytesIO()
    names = {}
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name, data in members:
            if isinstance(name, bytes):
                names[f"{len(names)}-".encode().ljust(len(name), b"=")] = name
                name = list(names)[-1].decode()
            made.writestr(name, data, compress_type=ZIP_DEFLATED)
    packed = out.getvalue()
    for instead, name in names.items():
        packed = packed.replace(instead, name)
    return packed


def link(name):
    info = ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


def docx(*parts, extra=""):
    """A Word document of paragraphs (style, text) and tables (lists of rows)."""
    body = "".join(_table(part) if isinstance(part, list) else _paragraph(*part) for part in parts)
    return archive(
        [
            (
                "[Content_Types].xml",
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
            ),
            (
                "_rels/.rels",
                f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_DOCUMENT}" Target="word/document.xml"/></Relationships>',
            ),
            (
                "word/_rels/document.xml.rels",
                f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="s1" Type="{_STYLES}" Target="styles.xml"/></Relationships>',
            ),
            (
                "word/styles.xml",
                f'<w:styles {_WORD}><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="c"><w:name w:val="HTML Preformatted"/></w:style></w:styles>',
            ),
            ("word/document.xml", f"{extra}<w:document {_WORD}><w:body>{body}</w:body></w:document>"),
        ]
    )


def _paragraph(style, text):
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{look}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def _table(rows):
    made = ("".join(f"<w:tc>{_paragraph(None, cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in made)}</w:tbl>"


def pdf(*pages, encrypted=False):
    """A PDF; each page is a list of (size, x, y, text)."""
    font = "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>] >>"
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>", font]
    for n, lines in enumerate(pages):
        words = "".join(
            f"BT /F1 {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n" for size, x, y, text in lines
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * n} 0 R >>"
        )
        objects.append(f"<< /Length {len(words)} >>\nstream\n{words}endstream")
    out = b"%PDF-1.4\n"
    starts = []
    for n, text in enumerate(objects, 1):
        starts.append(len(out))
        out += f"{n} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    lock = (
        f" /Encrypt << /Filter /Standard /V 1 /R 2 /O <{'00' * 32}> /U <{'11' * 32}> /P -4 >> /ID [<00><00>]"
        if encrypted
        else ""
    )
    size = len(objects) + 1
    tail = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R{lock} >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + tail.encode()
