# SPDX-License-Identifier: GPL-2.0-only
# Completion of nodewall for fish. Asks the program itself, so it cannot lag behind.

function __nodewall_verb
    for word in (commandline -opc)[2..-1]
        string match -q -- '-*' $word; and continue
        echo $word
        return 0
    end
    return 1
end

function __nodewall_options
    set -l verb (__nodewall_verb; or echo help)
    nodewall $verb --list-opts 2>/dev/null
end

complete -c nodewall -n 'not __nodewall_verb >/dev/null' -a '(nodewall --list-cmds 2>/dev/null)'
complete -c nodewall -n 'string match -q -- "-*" (commandline -ct)' -f -a '(__nodewall_options)'
complete -c nodewall -s d -l design -x -a 'all (nodewall designs -q 2>/dev/null)'
complete -c nodewall -s o -l output -x -a 'text ktap junit json markdown html'
