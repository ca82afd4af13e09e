"""Editions („Fassungen“): the wording of an agreement frozen, signed by both parties, carried on.

answer     a municipality accepts or declines what an agency offers it
freeze     makes an edition of both annexes, for both parties to sign
approve    a party approves the edition, or refuses it
carry_on   opens the wording for the next edition, or goes back to the one in force
end        ends an agreement
papers     what the council and the archive know of an edition
reasons    why the next edition is to differ
content    what an edition says, as the one JSON over which its digest is taken
snapshot   the wording as records, for the way back
printing   the edition on paper

Each act takes place in one transaction that holds the agreement's row alone (holding.py), asks
access.py for the right, and raises `Refused` with German sentences where it cannot be.
"""
