"""What takes seconds and hundreds of megabytes: done in a process that ends, few at a time.

A plan of thousands of rows is read, compared, drawn and written there, with a connection to the
database of its own: the process that serves pages has other threads to serve meanwhile, and would
keep the memory.

doing      has it done, from where pages are served
child      does it, in the process
loading    what such a process needs, loaded once by the press
"""
