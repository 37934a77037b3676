"""LAMP's main job, shown on real code: real lines hidden and asked for, and a manner taught before one's eyes.

``hidden``  lines of a project, drawn by rule and taken out of a copy
``window``  a client of the language server that does what an editor does
``scene``   three lines teach a manner, and the next suggestion follows it
``told``    what is printed
``run``     all of it, in a home of its own that goes with it
"""
