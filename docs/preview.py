"""Draw the picture that Zalo and others show beside a shared link: `python docs/preview.py`. No name, no wave."""

from __future__ import annotations

from pathlib import Path

from matplotlib import get_data_path
from PIL import Image, ImageDraw, ImageFont

TARGET = Path(__file__).parents[1] / "survey_app" / "web" / "static" / "preview.png"
SIZE, COLOURS = (1200, 630), 24
PAPER, CARD, INK, SOFT, LINE, ACCENT, TEAL = "#fbfaf6", "#ffffff", "#1c2530", "#56616e", "#d9d6cc", "#9b1c1f", "#1c7a74"


def font(size: int, weight: str = "") -> ImageFont.FreeTypeFont:
    """Return DejaVu Sans in a size."""
    return ImageFont.truetype(str(Path(get_data_path()) / "fonts" / "ttf" / f"DejaVuSans{weight}.ttf"), size)


def draw(path: Path) -> None:
    """Write the picture."""
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, SIZE[0], 14), fill=ACCENT)
    pen.text((90, 150), "Phiếu xin ý kiến", font=font(84, "-Bold"), fill=INK)
    pen.text((92, 270), "Không hỏi, không lưu họ tên", font=font(44), fill=SOFT)
    for at, chosen in enumerate((False, True, False)):
        top = 370 + 68 * at
        pen.rounded_rectangle((90, top, 760, top + 54), 14, CARD, TEAL if chosen else LINE, 4 if chosen else 2)
        pen.ellipse((112, top + 14, 138, top + 40), CARD, TEAL if chosen else SOFT, 3)
        if chosen:
            pen.ellipse((118, top + 20, 132, top + 34), TEAL)
        pen.rounded_rectangle((164, top + 21, 420 + 70 * at, top + 33), 6, LINE)
    picture.quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    draw(TARGET)
