"""Reading across packages is free; rows are written only by the package that owns their model."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, Module, modules, write

pytestmark = pytest.mark.once

WRITERS = {
    prefix + name
    for name in ("create", "bulk_create", "get_or_create", "update_or_create", "bulk_update", "update", "delete")
    for prefix in ("", "a")
}
ON_A_ROW = {"save", "asave", "delete", "adelete"}
AT_ONCE = {"add_rows", "change_rows"}
DELIVERY = {"console", "portal"}  # own no rows: not even a form saves itself, a verb does


def trespasses(root: Path) -> list[str]:
    """This function will name every place that makes, changes or deletes rows of another package's model."""
    return [f"{module.name}:{line} {what}" for module in modules(root) for line, what in foreign_writes(module)]


def foreign_writes(module: Module) -> Iterator[tuple[int, str]]:
    """This function will find the writes of one module that belong to another package."""
    models, namespaces = foreign_models(module)
    rows = foreign_rows(module.tree, models, namespaces)
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        model = model_named(node.func, models, namespaces)
        if model:
            yield node.lineno, f"{model}(...)"
        elif isinstance(node.func, ast.Attribute):
            root = written_model(node, node.func, models, namespaces)
            if root:
                yield node.lineno, f"{root}.{node.func.attr}"
            elif isinstance(node.func.value, ast.Name) and node.func.attr in ON_A_ROW and node.func.value.id in rows:
                yield node.lineno, f"{node.func.value.id}.{node.func.attr}"
            elif node.func.attr in {"save", "asave"} and module.package in DELIVERY:
                yield node.lineno, f"{ast.unparse(node.func)} in a package without rows"


def written_model(call: ast.Call, func: ast.Attribute, models: set[str], namespaces: set[str]) -> str:
    """This function will return the foreign model whose rows a call writes, as a set or many at once, or nothing."""
    if func.attr in AT_ONCE and call.args:
        return model_named(call.args[0], models, namespaces)
    return chain_root(func.value, models, namespaces) if func.attr in WRITERS else ""


def foreign_models(module: Module) -> tuple[set[str], set[str]]:
    """This function will name the models of other packages that a module imports, and the modules that hold them."""
    models, namespaces = set(), set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hourglass."):
            parts = (node.module or "").split(".")
            if parts[1] == module.package:
                continue
            names = {alias.asname or alias.name for alias in node.names}
            if "models" in parts:
                models |= {name for name in names if name[0].isupper()}
                namespaces |= {name for name in names if name[0].islower()}
            namespaces |= {alias.asname or alias.name for alias in node.names if alias.name == "models"}
    return models, namespaces


def model_named(node: ast.AST, models: set[str], namespaces: set[str]) -> str:
    """This function will return the foreign model that an expression names, or nothing."""
    if isinstance(node, ast.Name) and node.id in models:
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in namespaces:
        return node.attr if node.attr[0].isupper() else ""
    return ""


def chain_root(node: ast.AST, models: set[str], namespaces: set[str]) -> str:
    """This function will return the foreign model at the root of `Model.objects.filter(...).exclude(...)`."""
    while True:
        if named := model_named(node, models, namespaces):
            return named
        if isinstance(node, ast.Attribute):
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            return ""


def foreign_rows(tree: ast.Module, models: set[str], namespaces: set[str]) -> set[str]:
    """This function will name the variables that hold a foreign row: by annotation, or by a query in the module."""
    rows = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            named = any(model_named(part, models, namespaces) for part in ast.walk(node.annotation))
            target = node.arg if isinstance(node, ast.arg) else getattr(node.target, "id", "")
            rows |= {target} if named else set()
        elif isinstance(node, ast.Assign) and chain_root(node.value, models, namespaces):
            rows |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return rows


def test_rows_are_written_only_by_their_own_package() -> None:
    assert trespasses(ROOT) == []


TRESPASSES = {
    "create": "Account.objects.create(name='x')",
    "bulk": "Account.objects.bulk_create([])",
    "many": "adding.add_rows(Account, {'name': ['x']})",
    "construct": "Account(name='x')",
    "update": "Account.objects.filter(pk=1).exclude(name='y').update(name='x')",
    "delete": "Account.objects.all().delete()",
    "save": "def f(account: Account) -> None:\n    account.save()",
    "save or none": "def f(account: 'Account' | None, other: Account | None) -> None:\n    other.save()",
    "save what was fetched": "account = Account.objects.get(pk=1)\naccount.save()",
}


@pytest.mark.parametrize("name", TRESPASSES)
def test_a_trespass_is_caught(tmp_path: Path, name: str) -> None:
    code = TRESPASSES[name]
    by_name = f"from hourglass.customers.models import Account\n{code}\n"
    by_module = f"from hourglass.customers import models\n{code.replace('Account', 'models.Account')}\n"
    write(
        tmp_path,
        {"hourglass/voice/a.py": by_name, "hourglass/voice/b.py": by_module.replace("'models.Account'", "int")},
    )
    assert [found.split(":")[0] for found in trespasses(tmp_path)] == ["hourglass/voice/a.py", "hourglass/voice/b.py"]


def test_a_form_that_saves_itself_is_caught(tmp_path: Path) -> None:
    write(tmp_path, {"hourglass/console/views/a.py": "form.save()\n"})
    assert trespasses(tmp_path) == ["hourglass/console/views/a.py:1 form.save in a package without rows"]


def test_reading_and_ones_own_rows_are_free(tmp_path: Path) -> None:
    code = (
        "from hourglass.customers.models import Account\nfrom hourglass.voice.models import Answer\n"
        "def f(account: Account, seen: dict) -> None:\n"
        "    seen.update(a=Account.objects.filter(pk=1).first())\n"
        "    Answer.objects.create(account=account)\n"
        "    Answer(account=account).save()\n"
        "    account.answers.create(text='x')\n"
    )
    assert trespasses(write(tmp_path, {"hourglass/voice/a.py": code})) == []
