"""Says how well a voice arrived: PESQ of ITU-T P.862.2 (wide band), from 1 to 4.64.

Takes two files of 32-bit floats at 48 kHz: what was said and what was heard.
"""

import sys

import numpy
from pesq import pesq


def read(path):
    """The sound at 16 kHz, which PESQ wants; a windowed sinc keeps out what would fold over."""
    sound = numpy.fromfile(path, dtype="<f4")
    places = numpy.arange(-96, 97)
    taps = numpy.sinc(places / 3 * 0.95) * numpy.hamming(places.size)
    return numpy.convolve(sound, taps / taps.sum(), mode="same")[::3]


print(pesq(16_000, read(sys.argv[1]), read(sys.argv[2]), "wb"))
