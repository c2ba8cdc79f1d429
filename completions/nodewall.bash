# SPDX-License-Identifier: GPL-2.0-only
# Completion of nodewall for bash. Asks the program itself, so it cannot lag behind.

_nodewall() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
	local program=${COMP_WORDS[0]} verb="" word i

	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		[[ $word == -* ]] && continue
		verb=$word
		break
	done
	case $prev in
	-d | --design | --vs | --baseline)
		COMPREPLY=($(compgen -W "all $("$program" designs -q 2>/dev/null)" -- "$cur"))
		return ;;
	-o | --output)
		COMPREPLY=($(compgen -W "text ktap junit json markdown html" -- "$cur"))
		return ;;
	--color)
		COMPREPLY=($(compgen -W "auto always never" -- "$cur"))
		return ;;
	-x | --explain)
		COMPREPLY=($(compgen -W "failed all none" -- "$cur"))
		return ;;
	--like)
		COMPREPLY=($(compgen -W "gpu cxl hbm cpuless" -- "$cur"))
		return ;;
	--check)
		COMPREPLY=($(compgen -W "1 2 3" -- "$cur"))
		return ;;
	-C | --directory)
		COMPREPLY=($(compgen -d -- "$cur"))
		return ;;
	esac
	if [[ $cur == -* ]]; then
		COMPREPLY=($(compgen -W "$("$program" ${verb:-help} --list-opts 2>/dev/null)" -- "$cur"))
		[[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace
		return
	fi
	if [[ -z $verb || $verb == help ]]; then
		COMPREPLY=($(compgen -W "$("$program" --list-cmds 2>/dev/null)" -- "$cur"))
	fi
	[[ $verb == completion ]] && COMPREPLY=($(compgen -W "bash zsh fish" -- "$cur"))
	[[ $verb == designs ]] &&
		COMPREPLY=($(compgen -W "$("$program" designs -q 2>/dev/null)" -- "$cur"))
	COMPREPLY+=($(compgen -f -- "$cur"))
}
complete -o filenames -F _nodewall nodewall
