"""The review pages: a person's morning with the drafts, in the browser. Server-side pages and plain forms; no build step.

    office    what the pages work with: drafts, PDFs, clock, who reviews
    guard     who may come in, from where, with how much; the headers of every answer
    entry     token and password to a session cookie
    days      a day's list, filters, approval of many
    sheet     a draft as the page shows it: sections, marks, findings (pure)
    forms     a summary to the texts of a form, and back (pure)
    paper     the paper beside it: page picture, highlights, text
    moves     what a form does to a draft, under the folder's lock
    remake    a section or all of it anew from the model, as a candidate beside the old
    pages     templates, languages, pages that report an error
    server    all of it, served

A GET changes no draft. Every change goes through `review` and `revise`, as the command line's do.
"""
