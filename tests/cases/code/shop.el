(defvar shop-cups '("small" "large")
  "The cups (all of them).")

(defun shop-total (cups)
  (let ((sum 0))
    (dolist (cup cups)
      (when (> cup 0)
        (setq sum (+ sum cup))))
    sum))
