"""QR codes for pages."""

from __future__ import annotations

import segno


def qr_svg(content: str, *, title: str) -> str:
    """Return a QR code (error level M) as an inline SVG on white, without any style attribute."""
    code = segno.make_qr(content, error="m")
    drawn: str = code.svg_inline(scale=5, border=4, light="#fff", title=title, omitsize=False)
    return drawn
