/**
 * The watchdog as a POSIX shell script: it needs no file of this package (a bundle has none) and starts in a millisecond.
 * Arguments: a folder to remove, and the `NAME=value` that marks the environment of every job.
 *
 * It reads `+ GROUP` and `- GROUP`, the process groups of jobs, from stdin, and `close` when the server ends in an orderly way. The
 * end of stdin means that the server has ended. Then it kills every process that is in one of the groups, has the mark, or descends
 * from one that does; on a system without /proc only the groups. A killed server may have been starting a job, so two checks in a
 * row must find nothing.
 */
export const watchdogScript = `
folder=$1 mark=$2 groups= jobs= calm=2
trap '' HUP INT QUIT TERM
while read -r act group; do
  case $act in
    +) groups="$groups $group" jobs=1 ;;
    -) rest=
       for one in $groups; do [ "$one" = "$group" ] || rest="$rest $one"; done
       groups=$rest ;;
    close) calm=1 ;;
  esac
done
offspring() {
  for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do
    echo "$child"
    offspring "$child"
  done
}
look=0
[ "$calm$jobs" = 1 ] && calm=0
while [ "$calm" -gt 0 ] && [ "$look" -lt 100 ]; do
  marked=$(grep -lzxF -e "$mark" /proc/[0-9]*/environ 2>/dev/null | cut -d / -f 3)
  found=$marked
  for root in $marked $groups; do found="$found $(offspring "$root")"; done
  for group in $groups; do kill -KILL -- "-$group" 2>/dev/null && found="$found $group"; done
  groups=
  look=$((look + 1))
  case $found in
    *[0-9]*) kill -KILL $found 2>/dev/null ;;
    *) calm=$((calm - 1)) ;;
  esac
  [ "$calm" -gt 0 ] && sleep 0.1
done
rm -rf -- "$folder"
`;
