"""Pictures of text (the optional extra `ocr`): what is printed in them, as lines and ruled tables.

`extra` is light and always there. What needs OpenCV and the recogniser stands in the other modules:
`picture` straightens and cleans, `ruling` finds drawn lines, `ink` what stands between them, `engine`
reads, `cells` fills tables, `scanning` puts a page together.
"""

from __future__ import annotations

from audit.readers.ocr.extra import DOTS, OCR_VERSION, scan_file, scan_gray

__all__ = ["DOTS", "OCR_VERSION", "scan_file", "scan_gray"]
