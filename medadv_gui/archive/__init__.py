"""Cases from a PACS or a research archive: asked for by DIMSE or DICOMweb, fetched into a folder of the user's own.

Nothing is sent unless an administrator allows it; no connection is made but those that the user opens.
"""
