"""Write ``tests/pdf/``: a made report as a page, and printed to PDF by two engines that break tables differently.

The report has one long table whose group names are merged over the page breaks, with its header repeated or not, and
sentences over the breaks. Every sentence and figure is made up; the labels are those of the form.

    python tools/make_pdf_samples.py            needs chromium and weasyprint on the PATH, and Noto Sans CJK
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent.parent / "tests" / "pdf"

TITLE = "某某市水产局2022年政府信息公开工作年度报告"
PROSE = (
    "本报告由某某市水产局编制，统计期限自2022年1月1日起至2022年12月31日止。读者如有疑问，请致电0500-0000000，"
    "或者发信到xxgk@example.cn询问。",
    "这一年主动公开政府信息318条，其中通过门户网站公开260条，通过政务新媒体公开58条；公开的文件都附有解读。",
    "全年组织培训2次，参加86人次；对照清单检查栏目12个，补上缺漏的信息31条，更正写错的联系方式4处。",
)
APPLICANTS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("（一）予以公开", ()),
    ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", ()),
    (
        "（三）不予公开",
        (
            "1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”", "4.保护第三方合法权益",
            "5.属于三类内部事务信息", "6.属于四类过程性信息", "7.属于行政执法案卷", "8.属于行政查询事项",
        ),
    ),
    ("（四）无法提供", ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确")),
    (
        "（五）不予处理",
        (
            "1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请",
            "5.要求行政机关确认或重新出具已获取信息",
        ),
    ),
    (
        "（六）其他处理",
        (
            "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "3.其他",
        ),
    ),
    ("（七）总计", ()),
)  # fmt: skip
STYLE = """
@page { size: A4; margin: 30mm 26mm; @bottom-center { content: "- " counter(page) " -" } }
body { font: 15pt/26pt 'Noto Sans CJK SC' }
h1 { font-size: 20pt; text-align: center } h2 { font-size: 16pt; margin: 0; text-indent: 2em }
p { margin: 0; text-indent: 2em } .signed { text-align: right }
table { border-collapse: collapse; font-size: 10pt; line-height: 14pt; width: 100% }
td { border: .5pt solid #000; padding: 3pt } .tall { width: 1em }
"""


def rows() -> Iterator[str]:
    """The body of table three, with a different figure in every cell of a row."""
    count = 0

    def values() -> str:
        nonlocal count
        count += 1
        return "".join(f"<td>{(count * 7 + col) % 23}</td>" for col in range(7))

    yield f"<tr><td colspan=3>一、本年新收政府信息公开申请数量</td>{values()}</tr>"
    yield f"<tr><td colspan=3>二、上年结转政府信息公开申请数量</td>{values()}</tr>"
    height = sum(max(len(items), 1) for _, items in GROUPS)
    outer = f"<td rowspan={height} class=tall>三、本年度办理结果</td>"
    for name, items in GROUPS:
        if not items:
            yield f"<tr>{outer}<td colspan=2>{name}</td>{values()}</tr>"
        for i, item in enumerate(items):
            group = f"<td rowspan={len(items)}>{name}</td>" if i == 0 else ""
            yield f"<tr>{group}<td>{item}</td>{values()}</tr>"
        outer = ""
    yield f"<tr><td colspan=3>四、结转下年度继续办理</td>{values()}</tr>"


def page(repeated: bool, paragraphs: int) -> str:
    """The report; ``paragraphs`` says how many stand before the table, and so where the page breaks cut it."""
    head = (
        "<tr><td rowspan=3 colspan=3>（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td>"
        "<td colspan=7>申请人情况</td></tr><tr><td rowspan=2>自然人</td><td colspan=5>法人或其他组织</td>"
        "<td rowspan=2>总计</td></tr><tr>" + "".join(f"<td>{name}</td>" for name in APPLICANTS) + "</tr>"
    )
    body = "".join(rows())
    table = f"<thead>{head}</thead><tbody>{body}</tbody>" if repeated else head + body
    prose = [PROSE[i % len(PROSE)] for i in range(paragraphs)]
    return (
        f"<!DOCTYPE html><html lang=zh-CN><meta charset=utf-8><title>{TITLE}</title><style>{STYLE}</style>\n"
        f"<h1>{TITLE}</h1>\n<h2>一、总体情况</h2>\n" + "\n".join(f"<p>{text}</p>" for text in prose)
        + f"\n<h2>二、收到和处理政府信息公开申请情况</h2>\n<table>{table}</table>\n<h2>三、其他需要报告的事项</h2>\n"
        f"<p>{PROSE[2]}</p>\n<p class=signed>某某市水产局</p>\n<p class=signed>2023年1月16日</p></html>\n"
    )  # fmt: skip


def main() -> None:
    HERE.mkdir(exist_ok=True)
    for engine, repeated, paragraphs in (("chromium", True, 9), ("weasyprint", False, 5)):
        source, target = HERE / f"{engine}.html", HERE / f"{engine}.pdf"
        source.write_text(page(repeated, paragraphs), encoding="utf-8", newline="\n")
        with TemporaryDirectory() as home:
            options = [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-pdf-header-footer",
                f"--user-data-dir={home}",
            ]
            commands = {
                "chromium": ["chromium", *options, f"--print-to-pdf={target}", str(source)],
                "weasyprint": ["weasyprint", str(source), str(target)],
            }
            subprocess.run(commands[engine], check=True, capture_output=True)
        print(f"wrote {target}")


if __name__ == "__main__":
    main()
