import type { LiveName } from '../server/messages';

/**
 * Python that lists a namespace without running any of the developer's code.
 *
 * It looks only at exact types of known libraries, whose attributes compute nothing, and at functions' code
 * objects; it calls no `repr`, no property and no `__getattr__` of an object that it does not know. The newest names
 * come first, and of very many only these.
 */
const SOURCE = `
import json, sys, types

def library(module, name):
    return getattr(sys.modules.get(module), name, None)

def plain(value):
    return value if isinstance(value, str) else str(value) if type(value) in (int, float, bool) else "?"

def columns(frame):
    names = [plain(name) for name in list(frame.columns)[:100]]
    kinds = [str(kind) for kind in list(frame.dtypes)[:100]]
    return dict(zip(names, kinds))

def signature(function):
    code = function.__code__
    plain_names, keyword_names = code.co_argcount, code.co_argcount + code.co_kwonlyargcount
    names, keywords = list(code.co_varnames[:plain_names]), list(code.co_varnames[plain_names:keyword_names])
    rest = list(code.co_varnames[keyword_names:])
    if code.co_flags & 4:
        names.append("*" + rest.pop(0))
    elif keywords:
        names.append("*")
    names += keywords
    if code.co_flags & 8:
        names.append("**" + rest.pop(0))
    return "(" + ", ".join(names) + ")"

def described(value, kind):
    if kind is library("pandas", "DataFrame"):
        return str(value.shape), columns(value)
    if kind is library("polars", "DataFrame"):
        return str(value.shape), {name: str(dtype) for name, dtype in list(value.schema.items())[:100]}
    if kind is library("pandas", "Series"):
        return str(value.shape) + " " + str(value.dtype), {}
    if kind is library("numpy", "ndarray"):
        return str(value.shape) + " " + str(value.dtype), {}
    if kind is library("torch", "Tensor"):
        return str(tuple(value.shape)) + " " + str(value.dtype), {}
    if kind is types.FunctionType:
        return signature(value), {}
    if kind in (list, tuple, dict, set, str):
        return "len " + str(len(value)), {}
    return "", {}

def names(scope):
    found = []
    hidden = {"In", "Out", "exit", "quit", "get_ipython", "open"}
    for name, value in reversed(list(scope.items())):
        if name.startswith("_") or name in hidden:
            continue
        if len(found) == 200:
            break
        kind = type(value)
        try:
            detail, fields = described(value, kind)
        except Exception:
            detail, fields = "", {}
        said = value.__name__ if kind is types.ModuleType else kind.__name__
        found.append({"name": name, "type": kind.__name__, "detail": said if kind is types.ModuleType else detail,
                      "columns": fields})
    return json.dumps(found)
`;

/** A name of the kernel's, with the columns of a data frame. */
export interface ProbedName extends LiveName {
  columns: Record<string, string>;
}

/**
 * The expression that a silent request evaluates; its value prints as JSON.
 *
 * A string of JSON without non-ASCII characters is a string of Python's too.
 */
export const EXPRESSION =
  `(lambda scope, own: (exec(${JSON.stringify(SOURCE)}, own), ` +
  `type("Names", (), {"__repr__": lambda self: own["names"](scope)})())[1])(globals(), {})`;

/** Return what the expression's reply says; nothing where it failed. */
export function readProbe(data: unknown): ProbedName[] {
  const result = data as { status?: string; data?: Record<string, unknown> } | undefined;
  const text = result?.status === 'ok' ? result.data?.['text/plain'] : undefined;
  if (typeof text !== 'string') {
    return [];
  }
  try {
    return JSON.parse(text) as ProbedName[];
  } catch {
    return [];
  }
}

/** Return a name as the daemon is told it: the columns are part of the detail. */
export function liveName({ name, type, detail, columns }: ProbedName): LiveName {
  const fields = Object.entries(columns).map(([column, kind]) => `${column}: ${kind}`);
  return { name, type, detail: fields.length ? `${detail} [${fields.join(', ')}]` : detail };
}
