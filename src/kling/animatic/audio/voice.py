"""A spoken line, in a process of its own: this file, run by Python, reads one line of JSON (``text``, ``voice``,
``pitch``, ``rate`` in words a minute) and writes the sample rate as text, a line end, and 16-bit samples.

The voice is espeak-ng, which the extra ``tts`` brings with its data. It is free software under the GPL and stays out
of this program's process."""

from __future__ import annotations

import ctypes
import json
import sys

_RETRIEVE, _UTF8, _RATE, _PITCH = 1, 1, 1, 3


def main() -> int:
    """Speak what standard input asks for. 3: there is no such voice."""
    import espeakng_loader

    asked = json.loads(sys.stdin.readline())
    speech = ctypes.cdll.LoadLibrary(espeakng_loader.get_library_path())
    rate = speech.espeak_Initialize(_RETRIEVE, 0, espeakng_loader.get_data_path().encode(), 0)
    if rate <= 0 or speech.espeak_SetVoiceByName(asked["voice"].encode()):
        return 3
    speech.espeak_ng_SetRandSeed(ctypes.c_long(1))  # its breath is noise: the same line is to be the same samples
    out = sys.stdout.buffer
    out.write(f"{rate}\n".encode())

    def heard(samples: ctypes._Pointer[ctypes.c_short], count: int, events: int) -> int:
        if samples and count > 0:
            out.write(ctypes.string_at(samples, count * 2))
        return 0

    kept = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)(heard)
    speech.espeak_SetSynthCallback(kept)
    speech.espeak_SetParameter(_RATE, int(asked["rate"]), 0)
    speech.espeak_SetParameter(_PITCH, int(asked["pitch"]), 0)
    text = asked["text"].encode()
    speech.espeak_Synth(text, len(text) + 1, 0, 0, 0, _UTF8, None, None)
    speech.espeak_Synchronize()
    return 0


if __name__ == "__main__":
    sys.exit(main())
