"""What history tells of profiles: reads and writes the states of folds that are not in their profiles' blobs yet."""
