"""The examiner's questions to a page. Each script gives pairs of a rule and a piece of the page's markup."""

from typing import Final

# What is meant for screen readers and the keyboard alone stands outside the page on purpose.
_COMMON: Final = """
    const aside = element => element.closest('.skip, .default, .visually-hidden') !== null;
    const shown = element => element.checkVisibility() && !aside(element);
    const html = element => element.outerHTML.replace(/\\s+/g, ' ').slice(0, 160);
    const all = css => [...document.querySelectorAll(css)].filter(shown);
    const hasOwnText = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const controls = 'a[href], button, input:not([type=hidden]), textarea, select, summary, iframe';
"""

OUTSIDE: Final = f"""() => {{ {_COMMON}
    const found = [];
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth) found.push(['sideways', `${{root.scrollWidth}} px in ${{innerWidth}} px`]);
    for (const element of all('main *, header *, footer *')) {{
        if (element.parentElement.closest('.scroll[tabindex="0"]')) continue;  // a table with a way to scroll it alone
        const box = element.getBoundingClientRect();
        if (box.right > innerWidth + 1 || box.left < -1) found.push(['outside', html(element)]);
        const style = getComputedStyle(element);
        const cut = style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1;
        const scrolls = element.matches('input, textarea, select, progress, .visually-hidden, .scroll[tabindex="0"]');
        if (cut && !scrolls) found.push(['cut off', html(element)]);
        const boxed = style.overflowY !== 'visible' && element.scrollHeight > element.clientHeight + 1;
        if (boxed && !scrolls) found.push(['scrolls in its own box', html(element)]);
    }}
    return found;
}}"""

SMALL: Final = f"""() => {{ {_COMMON}
    const inSentence = link => link.matches('a, button.link')
        && [...link.parentElement.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const found = [];
    for (const element of all(controls)) {{
        if (element.tagName === 'IFRAME' || element.disabled || inSentence(element)) continue;
        let {{width, height}} = element.getBoundingClientRect();
        for (const label of element.labels || []) {{
            if (!element.matches('[type=radio], [type=checkbox]')) continue;
            width += label.getBoundingClientRect().width;
            height = Math.max(height, label.getBoundingClientRect().height);
        }}
        const size = `${{width.toFixed(1)}} by ${{height.toFixed(1)}} px`;
        if (width < 44 || height < 44) found.push([size, html(element)]);
    }}
    return found;
}}"""

ORDER: Final = f"""() => {{ {_COMMON}
    const found = [];
    for (const group of [all('body *').filter(hasOwnText), all(controls)]) {{
        const blocks = group.filter(one => !group.some(other => other !== one && other.contains(one)));
        blocks.forEach((element, place) => {{
            if (place === 0) return;
            const before = blocks[place - 1].getBoundingClientRect(), box = element.getBoundingClientRect();
            const nextColumn = box.left >= before.right - 1;
            const above = box.bottom <= before.top + 1 && !nextColumn;
            const sameLine = box.top < before.bottom - 1 && box.bottom > before.top + 1;
            if (above || (sameLine && box.left < before.left - 1 && box.top < before.top + 1))
                found.push(['seen before, read after', `${{html(blocks[place - 1])}} — ${{html(element)}}`]);
        }});
    }}
    return found;
}}"""

BORDERLESS: Final = f"""() => {{ {_COMMON}
    const bordered = element => {{
        const style = getComputedStyle(element);
        return ['Top', 'Right', 'Bottom', 'Left'].some(side =>
            style[`border${{side}}Style`] !== 'none' && parseFloat(style[`border${{side}}Width`]) >= 1);
    }};
    return all('.button, textarea, input[type=text], .codebox, .question, .summary, .warning, .note')
        .filter(element => !bordered(element)).map(element => ['nothing around it', html(element)]);
}}"""

MOVING: Final = f"""() => {{ {_COMMON}
    const seconds = list => Math.max(...list.split(',').map(parseFloat));
    const moves = style => (style.animationName !== 'none' && seconds(style.animationDuration) > 0)
        || seconds(style.transitionDuration) > 0 || style.scrollBehavior === 'smooth';
    const parts = ['', '::before', '::after'];
    return [document.documentElement, ...all('body *')]
        .filter(element => parts.some(part => moves(getComputedStyle(element, part))) || element.tagName === 'MARQUEE')
        .map(element => ['moves', html(element)]);
}}"""
ON_PAPER: Final = f"""() => {{ {_COMMON}
    const found = all('button, input:not([type=hidden]), textarea, select, iframe, .button, .skip')
        .map(element => ['a control on paper', html(element)]);
    if (!all('body *').some(hasOwnText)) found.push(['an empty sheet', document.title]);
    return found;
}}"""
BUILD: Final = r"""() => {
    const page = document.documentElement.cloneNode(true);
    const texts = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.trim() ? 'words' : '';
    for (const field of page.querySelectorAll('input[type=hidden]')) field.setAttribute('value', '');
    return page.outerHTML.replace(/\?[^"]*"/g, '"').replace(/[0-9a-f]{32}|[0-9]+/g, '0');
}"""

ENLARGE: Final = """() => {
    document.documentElement.style.fontSize = '225%';
    for (const element of document.querySelectorAll('body *')) {
        element.style.letterSpacing = '0.12em';
        element.style.wordSpacing = '0.16em';
        element.style.lineHeight = '1.5';
    }
}"""

# Kept in an attribute: no two calls of Firefox's driver share an object's properties.
# Of a group of radio buttons one is a stop; arrow keys choose among them.
NUMBER_CONTROLS: Final = f"""() => {{ {_COMMON}
    const names = [];
    document.querySelectorAll(controls).forEach((element, place) => {{
        if (!element.checkVisibility() || element.disabled || element.tabIndex < 0) return;
        const radio = element.type === 'radio';
        const stop = radio ? `radio ${{element.name}}` : `${{place}} ${{html(element)}}`;
        element.setAttribute('data-stop', stop);
        if (!names.includes(stop)) names.push(stop);
    }});
    return names;
}}"""

TO_THE_TOP: Final = """() => {
    const top = document.createElement('span');
    top.tabIndex = -1;
    document.body.prepend(top);
    top.focus();
    scrollTo(0, 0);
}"""
"""Where the way by keyboard begins: after a page's end, headless Firefox shows no focus any more."""

WHERE: Final = f"""() => {{ {_COMMON}
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    const frame = element.tagName === 'IFRAME';
    const focused = frame ? element.contentDocument.activeElement : element;
    const style = getComputedStyle(focused), box = element.getBoundingClientRect();
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 3;
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const line = element.getClientRects()[0] ?? box;  // of a link that goes on in the next line, the first
    const middle = document.elementFromPoint(
        Math.min(Math.max(line.left + Math.min(line.width / 2, 20), 0), innerWidth - 1),
        Math.min(Math.max(line.top + Math.min(line.height / 2, 20), 0), innerHeight - 1));
    const covered = middle !== null && !element.contains(middle) && !middle.contains(element);
    const control = element.dataset.stop ?? html(element);
    return {{control, html: control, frame, visible: outlined && inside && !covered}};
}}"""
TO_THE_FOCUS: Final = "() => document.activeElement?.scrollIntoView({ block: 'nearest' })"
"""Firefox itself sometimes goes half the way alone to the first of several radio buttons."""
FILL_FORM: Final = """([ending, given]) => {
    const form = [...document.forms].find(form => new URL(form.action).pathname.endsWith(ending));
    form.noValidate = true;
    for (const [name, value] of Object.entries(given))
        for (const field of form.querySelectorAll(`[name="${name}"]`))
            if (field.type === "checkbox") field.checked = value.includes(field.value);
            else field.value = value;
}"""
"""Fill in a form; a browser would not send what it finds wrong itself."""
