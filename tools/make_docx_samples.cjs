// The npm part of make_docx_samples.py: the report on stdin as JSON, the Word file on stdout.
const d = require("docx");
const { parts, note, box } = JSON.parse(require("fs").readFileSync(0, "utf8"));

const paragraph = (text, more = {}) => new d.Paragraph({ ...more, children: [new d.TextRun(text)] });
const changed = { id: 1, author: "made", date: "2026-01-19T00:00:00Z" };

function written({ kind, text, rows }) {
  if (kind === "table") {
    const cells = (row) =>
      row.map(([said, columnSpan, rowSpan]) => new d.TableCell({ columnSpan, rowSpan, children: [paragraph(said)] }));
    return [new d.Table({ rows: rows.map((row) => new d.TableRow({ children: cells(row) })) })];
  }
  if (kind === "title") return [paragraph(text, { heading: d.HeadingLevel.TITLE }), contents()];
  if (kind === "heading")
    return [
      paragraph(text.slice(text.indexOf("、") + 1), {
        heading: d.HeadingLevel.HEADING_1,
        numbering: { reference: "headings", level: 0 },
      }),
    ];
  if (text.includes("新收")) {
    const at = text.indexOf("件，") + 1;
    return [
      new d.Paragraph({
        children: [
          new d.CommentRangeStart(0),
          new d.TextRun(text.slice(0, at)),
          new d.CommentRangeEnd(0),
          new d.TextRun({ children: [new d.CommentReference(0)] }),
          new d.DeletedTextRun({ text: "共计9999件", ...changed }),
          new d.InsertedTextRun({ text: text.slice(at), ...changed, id: 2 }),
        ],
      }),
    ];
  }
  if (text.includes("培训"))
    return [
      new d.Paragraph({ children: [new d.TextRun(text), new d.FootnoteReferenceRun(1)] }),
      new d.Textbox({ alignment: "center", children: [paragraph(box)], style: { width: "200pt", height: "auto" } }),
    ];
  return [paragraph(text)];
}

function contents() {
  const entries = parts.filter((part) => part.kind === "heading");
  return new d.TableOfContents("目录", {
    hyperlink: true,
    headingStyleRange: "1-1",
    cachedEntries: entries.map((part, at) => ({ title: part.text, level: 1, page: at + 1, href: "a" + at })),
  });
}

const format = d.LevelFormat.CHINESE_COUNTING;
const file = new d.Document({
  numbering: {
    config: [{ reference: "headings", levels: [{ level: 0, format, text: "%1、", suffix: d.LevelSuffix.NOTHING }] }],
  },
  comments: { children: [{ id: 0, author: "made", date: new Date(0), children: [paragraph("请核对8888件")] }] },
  footnotes: { 1: { children: [paragraph(note)] } },
  sections: [
    {
      headers: { default: new d.Header({ children: [paragraph("内部资料")] }) },
      footers: {
        default: new d.Footer({
          children: [new d.Paragraph({ children: [new d.TextRun({ children: ["- ", d.PageNumber.CURRENT, " -"] })] })],
        }),
      },
      children: parts.flatMap(written),
    },
  ],
});
d.Packer.toBuffer(file).then((data) => process.stdout.write(data));
