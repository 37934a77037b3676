--- `:Lamp` and what it does.
---
--- `:help :Lamp` is generated from the lines `about` here.
local page = require('lamp.page')
local server = require('lamp.server')

local M = {}

---@class lamp.Subcommand
---@field about string
---@field run fun(arguments: string, lines: { [1]: integer, [2]: integer }|nil) gets the range it was given, if any
---@field complete? fun(): string[]

---@param command string
---@param arguments any[]
---@param done fun(result: any)
local function execute(command, arguments, done)
  server.execute(vim.api.nvim_get_current_buf(), command, arguments, function(result, why_not)
    if result == nil then
      return server.say(why_not or 'the daemon does not answer; :checkhealth lamp says why.', vim.log.levels.WARN)
    end
    done(result)
  end)
end

---@param command string
---@param arguments any[]
local function execute_and_say(command, arguments)
  execute(command, arguments, server.say)
end

---@param verdict "good"|"bad"
---@param reason string
local function judge(verdict, reason)
  local id = require('lamp.suggestion').last_id
  if not id then
    return server.say('no suggestion was shown yet.', vim.log.levels.WARN)
  end
  execute_and_say('lamp.feedback', { id, verdict, reason })
end

---@param status table
local function say_status(status)
  local backend = status.backend
  local said = {
    (backend.model ~= '' and backend.model or 'no model') .. (' (%s, %s)'):format(backend.kind, backend.state),
    ('%d habits, %d snippets'):format(status.habits, status.snippets),
    status.paused and 'paused' or nil,
  }
  if backend.state ~= 'ready' then
    table.insert(said, backend.why)
  end
  server.say(table.concat(said, '; '))
end

---@param show fun(profile: table, titles: lamp.Titles)
local function with_profile(show)
  execute('lamp.profile', {}, function(profile)
    execute('lamp.profileWords', {}, function(titles)
      show(profile, titles)
    end)
  end)
end

local function open_profile()
  with_profile(function(profile, titles)
    local lines, habits = require('lamp.profile').lines(profile, titles)
    local function change(action)
      return function()
        local habit = habits[vim.api.nvim_win_get_cursor(0)[1]]
        if habit then
          execute('lamp.changeProfile', { { require('lamp.profile').change(action, habit) } }, function(said)
            server.say(said)
            open_profile()
          end)
        end
      end
    end
    local keys = { R = open_profile, p = change('pin'), x = change('erase') }
    page.open({ title = 'profile', lines = lines, keys = keys })
  end)
end

---@param folder string
local function forget(folder)
  local project = folder ~= '' and vim.fn.fnamemodify(folder, ':p')
    or vim.fs.root(0, require('lamp.config').current.root_markers)
  if not project then
    return server.say('this file is in no project; name a folder: :Lamp forget PATH', vim.log.levels.WARN)
  end
  if vim.fn.confirm(('Erase what LAMP learned in %s?'):format(project), '&Erase\n&Cancel', 2) == 1 then
    execute_and_say('lamp.forgetProject', { project })
  end
end

local SIDES = { 'apart', 'together' }

local function list_projects()
  execute('lamp.projects', {}, function(projects)
    local lines = vim.tbl_map(function(project)
      return ('%s  %s  %s'):format(project.apart and 'apart   ' or 'together', project.path, project.owner)
    end, projects)
    server.say(#lines > 0 and table.concat(lines, '\n') or 'LAMP knows no project yet.')
  end)
end

--- Keep a project apart, or no longer; without words, list them.
---@param arguments string
local function keep_apart(arguments)
  local side, folder = arguments:match('^(%S*)%s*(.-)$')
  if side == 'list' or side == '' then
    return list_projects()
  end
  if not vim.tbl_contains(SIDES, side) then
    return server.say('`:Lamp project apart`, `:Lamp project together` or `:Lamp project list`.', vim.log.levels.WARN)
  end
  local project = folder ~= '' and vim.fn.fnamemodify(folder, ':p')
    or vim.fs.root(0, require('lamp.config').current.root_markers)
  if not project then
    return server.say(
      'this file is in no project; name a folder: :Lamp project ' .. side .. ' PATH',
      vim.log.levels.WARN
    )
  end
  execute_and_say('lamp.keepApart', { side, project })
end

---@type string[]
local models = {}

local function list_models()
  execute('lamp.models', {}, function(list)
    models = vim.tbl_map(function(model)
      return model.name
    end, list)
    vim.ui.select(list, {
      prompt = 'Model',
      format_item = function(model)
        return ('%s %s (%s, %s)'):format(model.current and '*' or ' ', model.name, model.backend, model.state)
      end,
    }, function(chosen)
      if chosen then
        execute_and_say('lamp.chooseModel', { chosen.name })
      end
    end)
  end)
end

local ANSWERS = { 'yes', 'no' }

local EXPORTS = { 'agents', 'editorconfig', 'ruff', 'prettier' }

--- Show the file as it would be; it is written by `:write`.
---@param kind string
local function export(kind)
  if not vim.tbl_contains(EXPORTS, kind) then
    return server.say('export what? ' .. table.concat(EXPORTS, ', '), vim.log.levels.WARN)
  end
  local folder = vim.fs.root(0, require('lamp.config').current.root_markers) or vim.fn.getcwd()
  execute('lamp.exportFile', { folder, kind }, function(file)
    vim.cmd.split(vim.fn.fnameescape(file.path))
    vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(file.text:gsub('\n$', ''), '\n', { plain = true }))
    server.say(':write writes it, :quit! does not.')
  end)
end

--- Return what asks the assistant about the range of `:Lamp`.
---@param action string
---@return fun(text: string, lines: { [1]: integer, [2]: integer }|nil)
local function about_lines(action)
  return function(text, lines)
    if not lines then
      return server.say(("select the lines first: `:'<,'>Lamp %s`."):format(action), vim.log.levels.WARN)
    end
    require('lamp.assistant').ask_about(action, lines[1], lines[2], text)
  end
end

local SCOPES = { 'language', 'buffer', 'all' }

--- Switch suggestions off or on, here or everywhere in this Neovim.
---@param scope string
local function toggle(scope)
  scope = scope == '' and 'buffer' or scope
  if not vim.tbl_contains(SCOPES, scope) then
    return server.say('toggle what? ' .. table.concat(SCOPES, ', '), vim.log.levels.WARN)
  end
  local bufnr = vim.api.nvim_get_current_buf()
  local what = { language = vim.bo[bufnr].filetype, buffer = vim.uri_from_bufnr(bufnr), all = '' }
  require('lamp.asking').stop()
  execute_and_say('lamp.toggle', { scope == 'buffer' and 'file' or scope, what[scope] })
end

---@param minutes string
local function snooze(minutes)
  require('lamp.asking').stop()
  execute_and_say('lamp.snooze', { tonumber(minutes) or vim.NIL })
end

---@type table<string, lamp.Subcommand>
M.subcommands = {
  status = {
    about = 'Say what runs, how much was learned, and what is missing.',
    run = function()
      execute('lamp.status', {}, say_status)
    end,
  },
  pause = {
    about = 'Pause LAMP in every editor: it neither suggests nor learns.',
    run = function()
      require('lamp.asking').stop()
      execute_and_say('lamp.pause', {})
    end,
  },
  resume = {
    about = 'Resume LAMP.',
    run = function()
      execute_and_say('lamp.resume', {})
    end,
  },
  start = {
    about = 'Start the language server again, once it ended too often and is left alone.',
    run = function()
      server.say(server.start_again() and 'the language server is started.' or server.DOES_NOT_RUN)
    end,
  },
  trigger = {
    about = 'Ask for a suggestion now; from normal mode, where `a` would write.',
    run = function()
      require('lamp.asking').now()
    end,
  },
  profile = {
    about = 'Show what was learned of you: habits, libraries, rules.',
    run = open_profile,
  },
  why = {
    about = 'Show what the last suggestion was made of: your own code, your habits, the model.',
    run = function()
      execute('lamp.why', { require('lamp.suggestion').last_id }, function(why)
        page.open({ title = 'why', lines = require('lamp.why').lines(why) })
      end)
    end,
  },
  consent = {
    about = 'Say whether LAMP may learn from your code and from what you accept: yes or no.',
    run = function(answer)
      if not vim.tbl_contains(ANSWERS, answer) then
        return server.say('may LAMP learn? `:Lamp consent yes` or `:Lamp consent no`.', vim.log.levels.WARN)
      end
      execute_and_say('lamp.consent', { answer })
    end,
    complete = function()
      return ANSWERS
    end,
  },
  good = {
    about = 'Say that the last suggestion was good; words after it are kept as the reason.',
    run = function(reason)
      judge('good', reason)
    end,
  },
  bad = {
    about = 'Say that the last suggestion was bad; words after it are kept as the reason.',
    run = function(reason)
      judge('bad', reason)
    end,
  },
  forget = {
    about = "Erase what was learned in this file's project, or in the folder that is named, after asking.",
    run = forget,
  },
  project = {
    about = "Keep this file's project, or the folder that is named, apart from your others; or together, or list them.",
    run = keep_apart,
    complete = function()
      return { 'apart', 'together', 'list' }
    end,
  },
  model = {
    about = 'Choose a model: the one that is named, or from a list.',
    run = function(name)
      if name == '' then
        return list_models()
      end
      execute_and_say('lamp.chooseModel', { name })
    end,
    complete = function()
      return models
    end,
  },
  export = {
    about = 'Open a file with the profile in it: agents (AGENTS.md), editorconfig, ruff or prettier.',
    run = export,
    complete = function()
      return EXPORTS
    end,
  },
  log = {
    about = "Open the language server's log, which holds no code.",
    run = function()
      server.execute(vim.api.nvim_get_current_buf(), 'lamp.logs', {}, function(logs)
        vim.cmd.view(vim.fn.fnameescape(logs and logs.path or require('lamp.logs').of_server()))
      end)
    end,
  },
  explain = {
    about = 'Explain the selected lines.',
    run = about_lines('explain'),
  },
  fix = {
    about = 'Correct the selected lines; words after it say what is wrong. `a` accepts the change, `q` discards it.',
    run = about_lines('fix'),
  },
  document = {
    about = 'Add docstrings and comments to the selected lines, to be accepted or not.',
    run = about_lines('document'),
  },
  rewrite = {
    about = 'Rewrite the selected lines in your own style, to be accepted or not.',
    run = about_lines('rewrite'),
  },
  test = {
    about = 'Write a test for the selected lines, in a buffer of its own.',
    run = about_lines('test'),
  },
  cancel = {
    about = 'Stop the answer that is on its way.',
    run = function()
      if not require('lamp.assistant').cancel() then
        server.say('nothing is on its way.')
      end
    end,
  },
  alternatives = {
    about = 'Ask for several suggestions at the cursor, and choose one from a list.',
    run = function()
      require('lamp.alternatives').choose()
    end,
  },
  toggle = {
    about = 'Switch suggestions off or on: for this buffer, for its language, or for all of this Neovim.',
    run = toggle,
    complete = function()
      return SCOPES
    end,
  },
  snooze = {
    about = 'Make no suggestions for so many minutes (5); 0 ends it at once.',
    run = snooze,
  },
  health = {
    about = 'Say why it does not work: :checkhealth lamp.',
    run = function()
      vim.cmd.checkhealth('lamp')
    end,
  },
}

---@return string[]
local function names()
  local all = vim.tbl_keys(M.subcommands)
  table.sort(all)
  return all
end

--- Run `:Lamp`.
---@param line string what follows the command
---@param lines { [1]: integer, [2]: integer }|nil the range before it
function M.run(line, lines)
  local name, arguments = line:match('^%s*(%S*)%s*(.-)%s*$')
  local subcommand = M.subcommands[name == '' and 'status' or name]
  if not subcommand then
    return server.say(('`%s` is none of: %s'):format(name, table.concat(names(), ', ')), vim.log.levels.WARN)
  end
  subcommand.run(arguments, lines)
end

--- Complete `:Lamp`'s arguments.
---@param lead string what is being written
---@param line string the whole command line
---@return string[]
function M.complete(lead, line)
  local name = line:match('^%s*%S+%s+(%S+)%s')
  local candidates = names()
  if name then
    local subcommand = M.subcommands[name]
    candidates = subcommand and subcommand.complete and subcommand.complete() or {}
  end
  return vim.tbl_filter(function(each)
    return vim.startswith(each, lead)
  end, candidates)
end

return M
