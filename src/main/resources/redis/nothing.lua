-- Does nothing: keeps a connection in use.
-- KEYS[1]  selects the node in a cluster
return 0
