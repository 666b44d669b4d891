-- Shared by scripts of tests.
local function double(number)
  return 2 * number
end
-- '$1' and a \ mean themselves.
