"""Made archives for teaching, measuring and trying out: reports of invented agencies, with all that stands in them.

No stage of the pipeline: it only writes files that the pipeline can read, and knows nothing but the catalog.
"""

from pipeline.demo.write import Made, write_demo

__all__ = ["Made", "write_demo"]
