--- The profile as a page: habits by language, the sure ones first; libraries; pins; rules.
local page = require('lamp.page')

local M = {}

--- When a habit is called sure; as docs/profile.md has it.
local SURE = { confidence = 0.9, share = 0.6, origins = 3 }

---@param shares table<string, number>
---@return string choice, number share
local function leading(shares)
  local choice, share = '', 0
  for name, value in pairs(shares) do
    if value > share or (value == share and name < choice) then
      choice, share = name, value
    end
  end
  return choice, share
end

---@param habit table
---@return boolean
local function is_sure(habit)
  local _, share = leading(habit.shares)
  return habit.confidence >= SURE.confidence and share >= SURE.share and habit.origins >= SURE.origins
end

---@class lamp.Titles what the names in a profile are called
---@field languages table<string, string>
---@field features table<string, string>
---@field choices table<string, table<string, string>>

---@type lamp.Titles
local titles = { languages = {}, features = {}, choices = {} }

---@param language string
---@return string
local function language_words(language)
  return titles.languages[language] or (language:gsub('^%l', string.upper))
end

---@param feature string
---@return string
local function feature_words(feature)
  return titles.features[feature] or (feature:gsub('_', ' '))
end

---@param feature string
---@param choice string
---@return string
local function choice_words(feature, choice)
  return (titles.choices[feature] or {})[choice] or (choice:gsub('_', ' '))
end

---@generic T
---@param list T[]
---@param key string
---@return string[] names, table<string, T[]> groups
local function grouped(list, key)
  local names, groups = {}, {}
  for _, each in ipairs(list) do
    local name = each[key]
    if not groups[name] then
      groups[name] = {}
      table.insert(names, name)
    end
    table.insert(groups[name], each)
  end
  table.sort(names)
  return names, groups
end

---@param habits table[]
local function by_sureness(habits)
  table.sort(habits, function(one, other)
    local a, b = is_sure(one), is_sure(other)
    if a ~= b then
      return a
    end
    if one.feature ~= other.feature then
      return one.feature < other.feature
    end
    return one.project < other.project
  end)
end

---@param habit table
---@return lamp.Line[]
local function habit_lines(habit)
  local choice, share = leading(habit.shares)
  local group = is_sure(habit) and 'String' or 'Comment'
  local lines = {
    {
      '  ',
      page.padded(feature_words(habit.feature), 32),
      ' ',
      { page.padded(choice_words(habit.feature, choice), 24), group },
      ' ',
      { page.bar(share), group },
      (' %3d%%'):format(share * 100 + 0.5),
      is_sure(habit) and '' or { '  not sure yet', 'Comment' },
      habit.project ~= '' and { '  in ' .. vim.fn.fnamemodify(habit.project, ':~'), 'Comment' } or '',
    },
  }
  local example = vim.trim((habit.example or ''):gsub('\n.*', ''))
  if example ~= '' then
    table.insert(lines, { (' '):rep(6), { example, 'Comment' } })
  end
  return lines
end

---@param lines lamp.Line[]
---@param title string
local function heading(lines, title)
  vim.list_extend(lines, { { '' }, { { title, 'Title' } } })
end

---@param lines lamp.Line[]
---@param profile table
---@param rows table<integer, table> gets the habit of each line
local function add_habits(lines, profile, rows)
  local languages, habits = grouped(profile.habits, 'language')
  for _, language in ipairs(languages) do
    heading(lines, language_words(language))
    by_sureness(habits[language])
    for _, habit in ipairs(habits[language]) do
      for _, line in ipairs(habit_lines(habit)) do
        table.insert(lines, line)
        rows[#lines] = habit
      end
    end
  end
end

---@param lines lamp.Line[]
---@param profile table
local function add_libraries(lines, profile)
  local languages, libraries = grouped(profile.libraries, 'language')
  for _, language in ipairs(languages) do
    heading(lines, 'Libraries of ' .. language_words(language))
    table.sort(libraries[language], function(one, other)
      return one.files > other.files or (one.files == other.files and one.library < other.library)
    end)
    for _, library in ipairs(vim.list_slice(libraries[language], 1, 20)) do
      local files = library.files == 1 and '1 file' or ('%d files'):format(library.files)
      local import = leading(library.imports)
      table.insert(
        lines,
        { '  ', page.padded(library.library, 24), ' ', page.padded(files, 10), { import, 'Comment' } }
      )
    end
  end
end

---@param lines lamp.Line[]
---@param profile table
local function add_words(lines, profile)
  if #profile.pins > 0 then
    heading(lines, 'Set by hand')
  end
  for _, pin in ipairs(profile.pins) do
    local name = ('%s, %s'):format(language_words(pin.language), feature_words(pin.feature))
    table.insert(lines, { '  ', page.padded(name, 32), ' ', { choice_words(pin.feature, pin.choice), 'String' } })
  end
  if #profile.rules > 0 then
    heading(lines, 'Learned from your edits')
  end
  for _, rule in ipairs(profile.rules) do
    table.insert(lines, { '  ', rule })
  end
end

--- Lay the profile out.
---@param profile table as `lamp.profile` answers
---@param known lamp.Titles as `lamp.profileWords` answers
---@return lamp.Line[] lines, table<integer, table> habits by their line, counted from 1
function M.lines(profile, known)
  titles = known
  local rows = {}
  local lines = { { { 'What LAMP has learned of you', 'Title' } } } ---@type lamp.Line[]
  table.insert(lines, { { 'q closes · R reads it anew · on a habit: p pins it, x erases it', 'Comment' } })
  if #profile.habits == 0 and #profile.libraries == 0 then
    vim.list_extend(lines, { { '' }, { 'Nothing yet: write some code, or run `lamp learn PATH` in a shell.' } })
  end
  add_habits(lines, profile, rows)
  add_libraries(lines, profile)
  add_words(lines, profile)
  return lines, rows
end

--- What the owner wants of a habit, as `lamp.changeProfile` takes it.
---@param action "pin"|"erase"
---@param habit table
---@return table
function M.change(action, habit)
  local choice = action == 'pin' and leading(habit.shares) or nil
  return { action = action, language = habit.language, feature = habit.feature, choice = choice }
end

return M
