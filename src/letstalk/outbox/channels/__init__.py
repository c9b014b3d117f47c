"""The ways a message leaves, one folder each; every one of them delivers or raises what `outcomes` names."""
