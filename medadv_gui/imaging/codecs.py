"""imagecodecs as a pydicom decoder plugin: JPEG Lossless, JPEG Extended, JPEG-LS, JPEG 2000 and HTJ2K.

pydicom goes on to own colour space, sign and bit depth; it calls `_decode_frame` and `is_available` by name.
"""

from __future__ import annotations

import imagecodecs
import numpy as np
from pydicom.pixels import decoders
from pydicom.pixels.common import PhotometricInterpretation
from pydicom.pixels.decoders.base import Decoder, DecodeRunner
from pydicom.uid import UID

_NAME = "imagecodecs"
_DECODERS: tuple[Decoder, ...] = (
    decoders.JPEGExtended12BitDecoder, decoders.JPEGLosslessDecoder, decoders.JPEGLosslessSV1Decoder,
    decoders.JPEGLSLosslessDecoder, decoders.JPEGLSNearLosslessDecoder,
    decoders.JPEG2000LosslessDecoder, decoders.JPEG2000Decoder,
    decoders.HTJ2KLosslessDecoder, decoders.HTJ2KLosslessRPCLDecoder, decoders.HTJ2KDecoder,
)  # fmt: skip
_LOSSLESS_JPEG = {decoders.JPEGLosslessDecoder.UID, decoders.JPEGLosslessSV1Decoder.UID}
_JPEG_LS = {decoders.JPEGLSLosslessDecoder.UID, decoders.JPEGLSNearLosslessDecoder.UID}

DECODER_DEPENDENCIES = {decoder.UID: ("imagecodecs",) for decoder in _DECODERS}


def is_available(uid: UID) -> bool:
    """Whether this plugin decodes the transfer syntax."""
    return uid in DECODER_DEPENDENCIES


def _decode_frame(source: bytes, runner: DecodeRunner) -> bytearray:
    """One frame's bytes in the machine's byte order, for pydicom's runner."""
    if runner.transfer_syntax in _LOSSLESS_JPEG:
        array = imagecodecs.ljpeg_decode(source)
    elif runner.transfer_syntax in _JPEG_LS:
        array = imagecodecs.jpegls_decode(source)
    elif runner.transfer_syntax == decoders.JPEGExtended12BitDecoder.UID:
        array = imagecodecs.jpeg_decode(source)
        if array.ndim == 3:
            runner.set_option("photometric_interpretation", PhotometricInterpretation.RGB)
    else:
        array = imagecodecs.jpeg2k_decode(source)
        if array.ndim == 3:
            runner.set_option("photometric_interpretation", PhotometricInterpretation.RGB)
    runner.set_option("bits_allocated", array.dtype.itemsize * 8)
    return bytearray(np.ascontiguousarray(array).tobytes())


def register() -> None:
    """Put this plugin behind pydicom's own, once."""
    for decoder in _DECODERS:
        if _NAME not in decoder.available_plugins:
            decoder.add_plugin(_NAME, (__name__, _decode_frame.__name__))
