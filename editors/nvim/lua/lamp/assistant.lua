--- What can be asked about a selection: explained in a window of its own, changed in a comparison to accept or not.
local server = require('lamp.server')

local M = {}

---@class lamp.SelectionAnswer
---@field id string
---@field action string
---@field text string Markdown.
---@field code string|nil
---@field range table
---@field sentence string

--- What can be asked, and how it is said while it is under way.
M.ACTIONS = {
  explain = 'explaining',
  fix = 'fixing',
  test = 'writing a test',
  document = 'documenting',
  rewrite = 'rewriting',
}

local REPLACES = { fix = true, document = true, rewrite = true }

---@type { client: vim.lsp.Client, id: integer }|nil
local running

--- Stop what is under way.
---@return boolean # false when nothing is
function M.cancel()
  if not running then
    return false
  end
  server.cancel(running.client, running.id)
  running = nil
  return true
end

---@param lines string[]
---@param filetype string
---@return integer bufnr
local function scratch(lines, filetype)
  local bufnr = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_lines(bufnr, 0, -1, false, lines)
  vim.bo[bufnr].bufhidden = 'wipe'
  vim.bo[bufnr].filetype = filetype
  return bufnr
end

--- Show an answer in words beside the code.
---@param answer lamp.SelectionAnswer
local function show(answer)
  local lines = vim.split(vim.trim(answer.text), '\n', { plain = true })
  vim.list_extend(lines, { '', ('*%s*'):format(answer.sentence) })
  vim.cmd('botright split')
  vim.api.nvim_win_set_buf(0, scratch(lines, 'markdown'))
  vim.api.nvim_win_set_height(0, math.min(#lines + 1, math.floor(vim.o.lines * 0.5)))
  vim.wo.wrap, vim.wo.linebreak, vim.wo.number = true, true, false
  vim.bo.modifiable = false
  vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = 0, nowait = true, desc = 'LAMP: close' })
end

--- Open a test in a file of its own, which is written where the user says.
---@param answer lamp.SelectionAnswer
---@param bufnr integer
local function open_test(answer, bufnr)
  local filetype = vim.bo[bufnr].filetype
  vim.cmd('belowright new')
  vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(answer.code --[[@as string]], '\n', { plain = true }))
  vim.bo.filetype = filetype
  server.say(':write NAME keeps the test.')
end

---@param bufnr integer
---@param answer lamp.SelectionAnswer
---@param tick integer
local function apply(bufnr, answer, tick)
  if not vim.api.nvim_buf_is_valid(bufnr) or vim.api.nvim_buf_get_changedtick(bufnr) ~= tick then
    return server.say('the text has changed since; ask again.', vim.log.levels.WARN)
  end
  local first, last = answer.range.start.line, answer.range['end'].line
  vim.api.nvim_buf_set_lines(
    bufnr,
    first,
    last + 1,
    false,
    vim.split(answer.code --[[@as string]], '\n', { plain = true })
  )
  server.execute(bufnr, 'lamp.judgeAnswer', { answer.id, 'applied', answer.code })
end

--- Compare the file with what it would become; `a` accepts and `q` discards, on either side.
---@param bufnr integer
---@param answer lamp.SelectionAnswer
---@param tick integer
local function compare(bufnr, answer, tick)
  local lines = vim.api.nvim_buf_get_lines(bufnr, 0, -1, false)
  local first, last = answer.range.start.line, answer.range['end'].line
  local proposed = vim.list_slice(lines, 1, first)
  vim.list_extend(proposed, vim.split(answer.code --[[@as string]], '\n', { plain = true }))
  vim.list_extend(proposed, vim.list_slice(lines, last + 2))
  local filetype = vim.bo[bufnr].filetype
  vim.cmd('tabnew')
  local tab = vim.api.nvim_get_current_tabpage()
  local function close()
    if vim.api.nvim_tabpage_is_valid(tab) then
      vim.cmd(('tabclose %d'):format(vim.api.nvim_tabpage_get_number(tab)))
    end
  end
  local function side(text, title)
    local made = scratch(text, filetype)
    vim.api.nvim_win_set_buf(0, made)
    vim.bo[made].modifiable = false
    vim.wo.winbar = title
    vim.cmd('diffthis')
    vim.keymap.set('n', 'q', close, { buffer = made, nowait = true, desc = 'LAMP: discard' })
    vim.keymap.set('n', 'a', function()
      close()
      apply(bufnr, answer, tick)
    end, { buffer = made, nowait = true, desc = 'LAMP: accept' })
  end
  local empty = vim.api.nvim_get_current_buf()
  side(lines, 'now')
  vim.cmd('rightbelow vsplit')
  side(proposed, 'with LAMP: a accepts, q discards')
  if vim.api.nvim_buf_is_valid(empty) then
    pcall(vim.api.nvim_buf_delete, empty, {})
  end
  vim.api.nvim_win_set_cursor(0, { first + 1, 0 })
  server.say(answer.sentence)
end

---@param bufnr integer
---@param answer lamp.SelectionAnswer
---@param tick integer what the buffer's was when it was asked about
local function answered(bufnr, answer, tick)
  local code = answer.code ~= vim.NIL and answer.code or nil
  if not code then
    show(answer)
  elseif REPLACES[answer.action] then
    compare(bufnr, answer, tick)
  elseif answer.action == 'test' then
    open_test(answer, bufnr)
  else
    show(answer)
  end
end

--- Ask what the server's code action or `:Lamp` names.
---@param bufnr integer
---@param argument table as the code action has it
function M.ask(bufnr, argument)
  local client = server.client(bufnr)
  if not client then
    return server.say(server.DOES_NOT_RUN, vim.log.levels.WARN)
  end
  M.cancel()
  local tick = vim.api.nvim_buf_get_changedtick(bufnr)
  local params = { command = 'lamp.ask', arguments = { argument } }
  local id ---@type integer|nil
  id = server.request(client, 'workspace/executeCommand', params, function(err, result)
    local wanted = running and running.id == id
    running = wanted and nil or running
    require('lamp.status').doing(nil)
    if wanted and err then
      server.say(err.message, vim.log.levels.WARN)
    elseif wanted and result then
      answered(bufnr, result, tick)
    end
  end, bufnr)
  running = id and { client = client, id = id } or nil
  require('lamp.status').doing(M.ACTIONS[argument.action])
  server.say(('%s; `:Lamp cancel` stops it.'):format(M.ACTIONS[argument.action]))
end

--- Ask about lines of the current buffer.
---@param action string
---@param first integer counted from 1
---@param last integer
---@param text string
function M.ask_about(action, first, last, text)
  local bufnr = vim.api.nvim_get_current_buf()
  local range = { start = { line = first - 1, character = 0 }, ['end'] = { line = last, character = 0 } }
  M.ask(bufnr, {
    action = action,
    uri = vim.uri_from_bufnr(bufnr),
    range = range,
    text = text,
  })
end

return M
