"""The ESC/POS bytes we send, each with its name. Nothing else in the package writes a command.

Real-time commands (DLE ...) are obeyed by a printer wherever it meets them, even inside a picture; `raster_bytes` keeps
such patterns out of picture data (guarantees AB-21).
"""

from __future__ import annotations

import re

from PIL import Image

ESC, FS, GS, DLE = b"\x1b", b"\x1c", b"\x1d", b"\x10"

NO_UNASKED_STATUS = GS + b"a\x00"  # a head that reports by itself would answer questions nobody put
INIT = ESC + b"@" + NO_UNASKED_STATUS
LINE_FEED = b"\n"
CHINESE_ON = FS + b"&"
CHINESE_OFF = FS + b"."
BOLD_ON, BOLD_OFF = ESC + b"E\x01", ESC + b"E\x00"
INVERSE_ON, INVERSE_OFF = GS + b"B\x01", GS + b"B\x00"
ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT = ESC + b"a\x00", ESC + b"a\x01", ESC + b"a\x02"

ASK_PRINTER = DLE + b"\x04\x01"  # DLE EOT 1: online or offline
ASK_OFFLINE_CAUSE = DLE + b"\x04\x02"  # DLE EOT 2: cover, paper, error
ASK_PAPER = DLE + b"\x04\x04"  # DLE EOT 4: roll sensors
CLEAR_BUFFER = DLE + b"\x05\x02"  # DLE ENQ 2: recover from an error and throw away what is not yet printed
ASK_WHEN_PRINTED = GS + b"r\x01"  # GS r 1: answered in turn, so only when all before it is worked off

FEED_TO_KNIFE_LINES = 5
BAND_ROWS = 64  # one picture command; small heads begin to print before the whole slip has arrived
_WHITE_IS_ZERO = bytes(255 - packed for packed in range(256))
_REAL_TIME = re.compile(rb"\x10(?=[\x04\x05\x14])", re.DOTALL)


def enlarge(width: int, height: int) -> bytes:
    """GS ! n: characters so many times as wide and as high, 1 to 8 each."""
    return GS + b"!" + bytes([(width - 1) << 4 | (height - 1)])


def feed_dots(dots: int) -> bytes:
    """ESC J n: paper on by so many dots, in steps of at most 255."""
    steps, rest = divmod(dots, 255)
    return (ESC + b"J\xff") * steps + (ESC + b"J" + bytes([rest]) if rest else b"")


def cut() -> bytes:
    """Paper on to the knife and a partial cut, so that the slip hangs until it is taken."""
    return ESC + b"d" + bytes([FEED_TO_KNIFE_LINES]) + GS + b"V\x01"


def fresh_start(width_dots: int) -> bytes:
    """What brings a head back that may hold half a command, or half a slip, of a job that broke off.

    Zeros fill up whatever picture or text it still waits for and mean nothing to a head that waits for nothing; then the
    remains are cut off, so that they do not hang on the next citizen's slip.
    """
    return bytes(BAND_ROWS * width_dots // 8) + INIT + cut()


def raster_bytes(image: Image.Image) -> bytes:
    """A picture of mode "1" as GS v 0 commands in bands; black is a dot. Its width must be a multiple of 8 dots."""
    row_bytes, spare = divmod(image.width, 8)
    if spare:
        raise ValueError(f"a picture of {image.width} dots is not whole bytes wide")
    sent = bytearray()
    for top in range(0, image.height, BAND_ROWS):
        band = image.crop((0, top, image.width, min(top + BAND_ROWS, image.height)))
        sent += GS + b"v0\x00" + row_bytes.to_bytes(2, "little") + band.height.to_bytes(2, "little")
        sent += without_real_time(band.tobytes().translate(_WHITE_IS_ZERO))
    return bytes(sent)


def without_real_time(ink: bytes) -> bytes:
    """Picture data with one more dot wherever eight dots would read as DLE before EOT, ENQ or DC4."""
    return _REAL_TIME.sub(b"\x18", ink)


def native_code(data: str, module_dots: int) -> bytes:
    """A QR code drawn by the head itself: model 2, level M. ``module_dots`` 1 to 16."""
    stored = data.encode("utf-8")

    def function(number: bytes, parameters: bytes) -> bytes:
        body = b"1" + number + parameters
        return GS + b"(k" + len(body).to_bytes(2, "little") + body

    return (
        function(b"A", b"2\x00")  # model 2
        + function(b"C", bytes([module_dots]))
        + function(b"E", b"1")  # level M
        + function(b"P", b"0" + stored)
        + function(b"Q", b"0")
    )
