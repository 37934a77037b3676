"""From what a model wrote at a gap to what is worth showing: pure functions on text and syntax.

``completion_scope``  before generating: one line or several, how many, which texts end the answer
``finish``            while and after generating: when it is enough, and all of postprocessing in order
``embedded``          scripts, styles and examples within a page
``heads``             lines after which a deeper one comes
``own_indentation``   how a document is indented
``cursor_syntax``     what the lines around the cursor say, computed once a request
``lexing``            brackets, strings and comments of code that may be cut anywhere
``answer``            prompt marks, code fences and prose; the prefix said once more
``indentation``       the first line's column, tabs or spaces, code written from column zero
``block``             the end of the block, and of the lines wanted
``repetition``        an answer that runs in circles
``overlap``           what the text after the cursor already says
``brackets``          closers that the context did not leave open
``proof``             a document that parsed still does, and what parses is left alone
``endings``           the ends of blocks that an answer left open
``tags``              the ends of elements that an answer left open
``worth``             answers that are not worth showing
``habits``            quotes, semicolons and commas as the developer is sure to write them
"""
