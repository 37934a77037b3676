--- Why a suggestion looks as it does, as a page.
local M = {}

---@param lines lamp.Line[]
---@param title string
---@param entries lamp.Line[]
local function section(lines, title, entries)
  if #entries > 0 then
    vim.list_extend(lines, { { '' }, { { title, 'Title' } } })
    vim.list_extend(lines, entries)
  end
end

---@param text string
---@return lamp.Line[]
local function code(text)
  return vim.tbl_map(function(line)
    return { '    ', { line, 'Comment' } }
  end, vim.split(vim.trim(text), '\n', { plain = true }))
end

---@param why table
---@return lamp.Line[]
local function snippets(why)
  local lines = {}
  for _, snippet in ipairs(why.snippets) do
    local place = ('%s:%d'):format(vim.fn.fnamemodify(snippet.path, ':~:.'), snippet.line)
    table.insert(lines, { '  ', { place, 'Directory' }, '  ', snippet.why })
    vim.list_extend(lines, code(snippet.text))
  end
  return lines
end

---@param why table
---@return lamp.Line[]
local function habits(why)
  return vim.tbl_map(function(habit)
    local applied = habit.applied and { '  (LAMP brought it to this)', 'Comment' } or ''
    return { '  ', habit.said, (' (sure to %d%%)'):format(habit.sure * 100), applied }
  end, why.habits)
end

---@param why table
---@return lamp.Line[]
local function rules(why)
  return vim.tbl_map(function(rule)
    return { '  ', rule }
  end, why.rules)
end

--- Lay the answer out; `gf` on a snippet's place goes there.
---@param why table as `lamp.why` answers
---@return lamp.Line[]
function M.lines(why)
  local lines = { { { 'Why this suggestion', 'Title' } }, { why.sentence }, { '' } } ---@type lamp.Line[]
  vim.list_extend(lines, code(why.text))
  section(lines, 'Your own code that it was shown', snippets(why))
  section(lines, 'Your habits that it follows', habits(why))
  section(lines, 'Your corrections that hold here', rules(why))
  local tokens = why.prompt_tokens and why.prompt_tokens ~= vim.NIL and (', about %d tokens'):format(why.prompt_tokens)
    or ''
  section(lines, 'Made by', {
    { ('  %s (%s), strategy %s, in %d ms%s'):format(why.model, why.backend, why.strategy, why.took_ms, tokens) },
  })
  return lines
end

return M
