(ns shop.core
  (:require [clojure.string :as str]))

(def days '(:mon :tue))

(defn total [cups]
  (let [full (filter :full cups)
        names (map :label full)]
    (println (str/join ", " names))
    (count full)))
