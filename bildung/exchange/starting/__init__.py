"""A new agreement begins: from a template, from another agreement, from a file, or empty.

Three steps, of which only the last stores anything: where from, which parties, and what it will be.

sources   what an agreement may begin with
filling   from a wording to that of another agreement: placeholders, names, months
slips     what of it cannot be read
draft     both annexes as they will be, and their one transaction
"""
