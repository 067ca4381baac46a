"""All words that depend on what happens, built from snapshots; pure, so that every sentence is tested.

Rules of this package: no Qt, no clock (a `Moment` is passed in), no memory. Captions that never change
stand beside their control, and go through the same `translate`.
"""
