module Shop where

import qualified Data.Map as M

data Cup = Cup
  { label :: String
  , litres :: Double
  }

total :: [Cup] -> Double
total cups = sum [litres c' | c' <- cups]

name :: Int -> String
name n
  | n == 1 = "one"
  | otherwise = show n ++ " cups"
