"""The encrypted repository of backups: runs made while both servers work, kept by rule, restored into empty places.

`making` tells a run from its first line to its last, `opened_backup` and `restoring` the way back. A person who holds
the repository alone reads nothing in it: each object is encrypted under a key of its run, and that to the backup key.

`repository`       the folder: objects, runs' keys and manifests
`manifest`         what a whole backup lists, signed by the server's own key (`signing_key`)
`run_keys`         a run's key, made, encrypted to the backup key, and opened with it (`secret_key`)
`sealing`          objects under a run's key
`dump`             the one object of each run that says what is what; `store_records` makes it, with `small_files`
`backup_run`       a run at work: what it wrote and refers to; `gone_meanwhile` notices files that left the store
`index`            the server's memory of what lies in which object, in its `private_folder`
`settling`         what is destroyed at the end of a run; `retention` says which backups are kept
`checking`         age, signature and sums of the newest backup, without any secret
"""
