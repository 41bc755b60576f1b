"""The frozen records that travel down the pipeline.

``RawFile → Document → Report → Fact, Mention → Finding``; an ``Issue`` may arise
anywhere. One coordinate system holds for all of them: ``start`` and ``end`` are
character offsets into ``Document.text``, so every record can be cut out of the
text it was read from. Records carry no behaviour beyond small derived values.
"""

from pipeline.model.document import (
    Attachment,
    Block,
    Cell,
    Document,
    Issue,
    Picture,
    Place,
    RawFile,
    Recognised,
)
from pipeline.model.finding import (
    Fault,
    Finding,
    Grade,
    Operand,
    Outcome,
    Result,
    Status,
)
from pipeline.model.number import (
    Fact,
    Hedge,
    Mention,
    Period,
    Quantity,
    Role,
    Scope,
    State,
    last_digit_weight,
)
from pipeline.model.report import (
    FormCell,
    IndicatorTable,
    Metadata,
    Piece,
    Report,
    Section,
    Witness,
)

__all__ = [
    "Attachment",
    "Block",
    "Cell",
    "Document",
    "Fact",
    "Fault",
    "Finding",
    "FormCell",
    "Grade",
    "Hedge",
    "IndicatorTable",
    "Issue",
    "Mention",
    "Metadata",
    "Operand",
    "Outcome",
    "Period",
    "Picture",
    "Piece",
    "Place",
    "Quantity",
    "RawFile",
    "Recognised",
    "Report",
    "Result",
    "Role",
    "Scope",
    "Section",
    "State",
    "Status",
    "Witness",
    "last_digit_weight",
]
