"""Pages that are pictures → the sheets that printed pages give. An optional part: ``pip install "nianbao[ocr]"``.

What needs that part is in ``sheet`` and ``picture``; the others can be imported without it.
"""
