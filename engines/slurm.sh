#!/bin/sh
# Jobs as an array of Slurm: sbatch --array=0-99 slurm.sh DIR (of 100 jobs; DIR is on a file system that all nodes see).
#SBATCH --job-name=recoop
#SBATCH --cpus-per-task=1
#SBATCH --mem=2G
#SBATCH --requeue
exec recoop work --quiet --index "$SLURM_ARRAY_TASK_ID" -- "$1"
