"""The commands and their arguments. Light on purpose: `--help` must not wait for pandas."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from audit import __version__

__all__ = ["COMMANDS", "build_parser", "module_of"]

COMMANDS: Mapping[str, str] = {
    "run": "audit.cli.run",
    "read": "audit.cli.run",
    "check": "audit.cli.run",
    "diff": "audit.cli.diff",
    "decide": "audit.cli.decide",
    "export": "audit.cli.export",
    "import": "audit.cli.import_reviewed",
    "suites": "audit.cli.suites",
    "sample": "audit.cli.sample",
    "lab": "audit.cli.lab",
}
"""Command -> the module whose `execute(options) -> int` does it."""

_ENGINES: Mapping[str, str] = {"spark": "audit.cli.run_spark"}
"""Engine -> the module that does the main job with it, where that is another one."""

_MESSAGES = (
    (r"the following arguments are required: (.+)", r"缺少参数 \1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数 \1"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"\1 不能是 \2，可选 \3"),
    (r"argument (.+?): invalid \S+ value: (.+)", r"\1 的值无效：\2"),
    (r"argument (.+?): expected .+ arguments?", r"\1 之后缺少值"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 不能与 \2 同时给出"),
    (r"argument (.+?): (.+)", r"\1：\2"),
    (r"ambiguous option: (.+) could match (.+)", r"\1 可能是 \2，请写全"),
)
"""What argparse says, and how we say it."""


class _ChineseParser(argparse.ArgumentParser):
    """argparse with the words around the arguments in Chinese."""

    def format_help(self) -> str:
        text = super().format_help()
        for english, chinese in (
            ("usage: ", "用法："),
            ("positional arguments:", "参数："),
            ("options:", "选项："),
            ("show this help message and exit", "显示本帮助"),
        ):
            text = text.replace(english, chinese)
        return text

    def error(self, message: str) -> None:  # type: ignore[override]
        for english, chinese in _MESSAGES:
            if re.fullmatch(english, message):
                message = re.sub(english, chinese, message)
                break
        usage = self.format_usage().replace("usage: ", "用法：")
        self.exit(2, f"{usage}错误：参数有误（{message}）。用 {self.prog} --help 查看用法。\n")


def module_of(options: argparse.Namespace) -> str:
    """The module whose `execute` does what `options` ask for."""
    return _ENGINES.get(getattr(options, "engine", ""), COMMANDS[options.command])


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; docs/cli.md is made from it."""
    parser = _ChineseParser(prog="disclosure-audit", description="政府信息公开工作年度报告审查工作台")
    parser.add_argument("--version", action="version", version=__version__, help="显示版本")
    commands = parser.add_subparsers(
        dest="command", metavar="命令", required=True, parser_class=_ChineseParser
    )
    _add_run(commands.add_parser("run", help="读取、审查并写出问题清单"))
    _add_read(commands.add_parser("read", help="只读取，写出数据表"))
    _add_check(commands.add_parser("check", help="对已读取的数据表重新审查"))
    _add_diff(commands.add_parser("diff", help="比较两次运行：已改正、仍存在、新出现"))
    _add_export(commands.add_parser("export", help="导出问题清单和整改台账，带上已有的处置"))
    _add_import(commands.add_parser("import", help="导回填好的工作簿"))
    _add_decide(commands.add_parser("decide", help="对一个问题作出处置，或记录整改情况"))
    _add_suites(commands.add_parser("suites", help="规则套件：生成、列出、解释"))
    _add_sample(commands.add_parser("sample", help="生成虚构的样例报告，附已埋错误的答案"))
    _add_lab(commands.add_parser("lab", help="在 JupyterLab 中打开运行结果"))
    return parser


def _add_run(parser: argparse.ArgumentParser) -> None:
    _add_inputs(parser)
    _add_engine(parser)
    _add_judging(parser)


def _add_read(parser: argparse.ArgumentParser) -> None:
    _add_inputs(parser)
    _add_engine(parser)
    _add_json(parser)


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="OUT", type=Path, help="输出文件夹，或其中某一次运行")
    _add_engine(parser)
    _add_judging(parser)


def _add_diff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("older", metavar="OLD", type=Path, help="前一次运行（输出文件夹或其中一次运行）")
    parser.add_argument("newer", metavar="NEW", type=Path, help="后一次运行")
    parser.add_argument("--to", metavar="XLSX", type=Path, help="另写成工作簿")
    _add_review_url(parser)
    _add_json(parser)


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="OUT", type=Path, help="输出文件夹，或其中某一次运行")
    parser.add_argument("--to", metavar="XLSX", type=Path, help="写成的工作簿")
    parser.add_argument("--per-agency", metavar="DIR", type=Path, help="每个机关一份整改通知，写到该文件夹")
    _add_review_url(parser)


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="OUT", type=Path, help="输出文件夹")
    parser.add_argument("workbook", metavar="XLSX", type=Path, nargs="+", help="填好的工作簿或整改通知")
    parser.add_argument("--dry-run", action="store_true", help="只列出会有哪些变化，不记录")
    prefer = parser.add_mutually_exclusive_group()
    for flag, said in (("theirs", "以工作簿为准"), ("ours", "以现有记录为准")):
        prefer.add_argument(
            f"--{flag}", dest="prefer", action="store_const", const=flag, default="", help=f"有冲突时{said}"
        )
    _add_review_url(parser)
    _add_json(parser)


def _add_decide(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="OUT", type=Path, help="输出文件夹，或其中某一次运行")
    parser.add_argument("finding", metavar="FINDING", help="问题编号，可只写前几位")
    verdict = parser.add_mutually_exclusive_group()
    for flag, word in (("--confirm", "确认"), ("--dismiss", "排除"), ("--pending", "待核实")):
        verdict.add_argument(flag, dest="decision", action="store_const", const=word, help=f"处置：{word}")
    parser.add_argument("--reason", metavar="TEXT", help="理由；排除时必须写明")
    parser.add_argument("--rectification", metavar="STATE", help="整改状态，如 整改中、已整改、已销号")
    parser.add_argument("--note", metavar="TEXT", help="备注")
    _add_review_url(parser)


def _add_review_url(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--review-url",
        metavar="URL",
        default="",
        help="处置记录的数据库；默认为 OUT 中的 review.sqlite",
    )


def _add_suites(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="操作", required=True, parser_class=_ChineseParser)
    build = actions.add_parser("build", help="由格式文件生成勾稽关系套件")
    build.add_argument("--check", action="store_true", help="只核对文件与格式是否一致，不写文件")
    build.add_argument("--to", metavar="DIR", type=Path, help="写到该文件夹，默认为随附的 expectations/")
    listing = actions.add_parser("list", help="列出全部规则")
    listing.add_argument(
        "--suites", metavar="DIR", type=Path, action="append", default=[], help="另加的套件文件夹"
    )
    _add_json(listing)
    explain = actions.add_parser("explain", help="解释一条规则")
    explain.add_argument("rule", metavar="RULE", help="规则编号，如 T3-BALANCE-07")
    explain.add_argument(
        "--suites", metavar="DIR", type=Path, action="append", default=[], help="另加的套件文件夹"
    )


def _add_sample(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="写到该文件夹")
    parser.add_argument("--agencies", metavar="N", type=_positive, default=30, help="机关数（默认 30）")
    parser.add_argument(
        "--years", metavar="A-B", type=_years, default=(2022, 2023, 2024), help="年度，如 2022-2024"
    )
    parser.add_argument("--faults", metavar="NAMES", default="all", help="all、none，或以逗号分隔的错误名")
    parser.add_argument("--formats", metavar="NAMES", default="", help="以逗号分隔的格式名；默认混用各种格式")
    parser.add_argument("--seed", metavar="N", type=int, default=1, help="随机种子；相同则结果逐字节相同")


def _add_lab(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="OUT", type=Path, help="输出文件夹，或其中某一次运行")
    parser.add_argument("--port", metavar="N", type=_positive, help="端口；默认自动选取空闲端口")
    parser.add_argument("--no-browser", action="store_true", help="不自动打开浏览器")
    parser.add_argument("--app", action="store_true", help="不显示代码（需安装 voila：附加项 app）")


def _add_inputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", metavar="PATH", type=Path, nargs="+", help="报告文件或文件夹")
    parser.add_argument("--out", metavar="OUT", type=Path, required=True, help="输出文件夹")
    parser.add_argument("--roster", metavar="CSV", type=Path, help="应报机关名单（CSV 或 XLSX）")
    parser.add_argument(
        "--manifest",
        metavar="CSV",
        type=Path,
        help="文件清单（CSV 或 XLSX）：文件、机关、年度、发布日期、网址，以此为准",
    )
    parser.add_argument(
        "--previous",
        metavar="RUN",
        type=Path,
        action="append",
        default=[],
        help="以往年度的输出文件夹或运行，可重复给出；其中的报告只供跨年比对，不再审查",
    )
    parser.add_argument("--jobs", metavar="N", type=_positive, default=os.cpu_count() or 1, help="并行进程数")


def _add_engine(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--engine",
        metavar="NAME",
        type=_engine,
        default="local",
        help="由谁执行：local 本机（默认），spark 集群（需安装附加项 spark）",
    )
    parser.add_argument(
        "--master",
        metavar="URL",
        default="local[*]",
        help="Spark 的地址，如 spark://主机:7077、yarn；默认 local[*]，即在本机执行",
    )


def _add_judging(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--suites", metavar="DIR", type=Path, action="append", default=[], help="另加的套件文件夹"
    )
    parser.add_argument(
        "--fail-on",
        choices=("critical", "warning", "never"),
        default="critical",
        help="何时以 1 退出：有错误级问题或未读文件（默认）、有警示级问题、从不",
    )
    parser.add_argument("--config", metavar="TOML", type=Path, help="本单位设置；默认用名单旁的 office.toml")
    _add_review_url(parser)
    _add_json(parser)


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="输出 JSON，供程序使用")


def _engine(text: str) -> str:
    if text not in ("local", *_ENGINES):
        raise argparse.ArgumentTypeError("应为 local 或 spark")
    if text == "spark" and find_spec("pyspark") is None:
        raise argparse.ArgumentTypeError("没有安装 pyspark，请先执行 pip install '.[spark]'")
    return text


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("应为正整数")
    return number


def _years(text: str) -> tuple[int, ...]:
    first, _, last = text.partition("-")
    if not first.isdigit() or (last and not last.isdigit()) or int(last or first) < int(first):
        raise argparse.ArgumentTypeError("应为 2023 或 2022-2024 的形式")
    return tuple(range(int(first), int(last or first) + 1))
