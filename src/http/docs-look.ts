/** The style of the documentation page: the console's colors, light and dark, without the Swagger logo. */
export const DOCS_LOOK = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#eceef0, #101317);
  --panel: light-dark(#fafbfb, #181c21);
  --line: light-dark(#cfd4d9, #2d343c);
  --control: light-dark(#74797a, #7b8085);
  --ink: light-dark(#14181c, #e4e7ea);
  --ink-2: light-dark(#4e5861, #a0aab3);
  --action: light-dark(#1d4f91, #86b4f0);
  --action-ink: light-dark(#ffffff, #0b1626);
  --accent: light-dark(#7a1f3d, #f0a3b5);
  --good: light-dark(#1f6b45, #6cc59a);
  --warning: light-dark(#8a5300, #f0b34c);
  --bad: light-dark(#a8201a, #ff8a80);
}
/* Swagger UI has its own dark mode, switched by a class. */
html { color-scheme: light; }
html.dark-mode { color-scheme: dark; }
html, html.dark-mode, html body, html.dark-mode body { background: var(--ground); }
body, #swagger-ui, #swagger-ui :is(h1, h2, h3, h4, h5, p, a, td, th, label, button, input, select, textarea, li,
  table, .info, .opblock-tag, .opblock-summary-description, .tab, .parameter__name, .parameter__type,
  .response-col_status, .model-title) {
  font-family: 'Atkinson Hyperlegible Next', ui-sans-serif, system-ui, sans-serif;
}
#swagger-ui, #swagger-ui :is(h2, h3, h4, h5, .title, .opblock-tag, .opblock-summary-path,
  .opblock-summary-path__deprecated, .opblock-description-wrapper p, .parameter__name, .response-col_status,
  .model-title, .model, label, table thead tr :is(td, th), .tab li, .markdown p, .renderedMarkdown p,
  .response-col_links, section.models h4) { color: var(--ink); }
#swagger-ui :is(.info p, .info li, .opblock-tag small, .opblock-summary-description, .parameter__type,
  .parameter__in, .prop-format, .opblock-external-docs-wrapper) { color: var(--ink-2); }
#swagger-ui a { color: var(--action); }
#swagger-ui :is(.opblock-tag, .opblock-summary-path) a { color: var(--ink); }
#swagger-ui :is(.markdown, .renderedMarkdown) code { background: var(--ground); color: var(--ink); font-weight: 400; }

#swagger-ui .topbar { background: var(--panel); border-bottom: 1px solid var(--line); padding: 10px 0; }
#swagger-ui .topbar-wrapper { justify-content: space-between; }
#swagger-ui .topbar-wrapper .link { flex: none; max-width: none; pointer-events: none; }
#swagger-ui .topbar-wrapper .link :is(svg, img) { display: none; }
#swagger-ui .topbar-wrapper .link::before {
  content: 'GenZ Jewelry'; color: var(--accent); font: 600 20px/28px ui-sans-serif, system-ui, sans-serif;
  letter-spacing: 0;
}
#swagger-ui .topbar-wrapper .link::after {
  content: 'REST API'; color: var(--ink-2); font: 400 16px/28px ui-sans-serif, system-ui, sans-serif;
  margin-inline-start: 12px;
}
#swagger-ui .topbar .download-url-wrapper { display: none; }
#swagger-ui .topbar .dark-mode-toggle button svg { fill: var(--ink); }
#swagger-ui .info { margin: 28px 0 20px; }
#swagger-ui .info .title { font-size: 28px; font-weight: 600; }
#swagger-ui .info .title small, #swagger-ui .info .title small.version-stamp { background: var(--ink-2);
  border-radius: 3px; }
#swagger-ui .info .title small pre { color: var(--panel); }
#swagger-ui .scheme-container { background: transparent; box-shadow: none; padding: 8px 0; }

#swagger-ui .opblock-tag { border-color: var(--line); font-size: 18px; font-weight: 600; padding: 10px 8px; }
#swagger-ui .opblock, #swagger-ui .opblock:is(.opblock-get, .opblock-post, .opblock-put, .opblock-patch,
  .opblock-delete, .opblock-head, .opblock-deprecated) {
  background: var(--panel); border: 1px solid var(--line); border-radius: 3px; box-shadow: none; margin: 0 0 6px;
}
#swagger-ui .opblock .opblock-summary, #swagger-ui .opblock:is(.opblock-get, .opblock-post, .opblock-patch,
  .opblock-delete, .opblock-deprecated) .opblock-summary { border-color: var(--line); padding: 4px; }
#swagger-ui .opblock .opblock-summary-method, #swagger-ui .opblock.opblock-get .opblock-summary-method {
  background: transparent; border: 1px solid currentcolor; border-radius: 3px; color: var(--action);
  font-size: 13px; min-width: 72px; padding: 4px 0; text-shadow: none;
}
#swagger-ui .opblock.opblock-post .opblock-summary-method { background: transparent; color: var(--good); }
#swagger-ui .opblock:is(.opblock-patch, .opblock-put) .opblock-summary-method { background: transparent;
  color: var(--warning); }
#swagger-ui .opblock.opblock-delete .opblock-summary-method { background: transparent; color: var(--bad); }
#swagger-ui .opblock.opblock-deprecated { opacity: 1; }
#swagger-ui .opblock.opblock-deprecated .opblock-summary-method { background: transparent; color: var(--ink-2); }
#swagger-ui .opblock-summary-path { font-size: 15px; }
#swagger-ui .opblock .opblock-section-header { background: var(--ground); box-shadow: none; min-height: 44px; }
#swagger-ui .opblock .tab-header .tab-item.active h4 span::after { background: var(--action); }
#swagger-ui section.models, #swagger-ui section.models.is-open h4 { border-color: var(--line); border-radius: 3px; }
#swagger-ui section.models .model-container, #swagger-ui .model-box { background: var(--panel); border-radius: 3px; }
#swagger-ui .json-schema-2020-12 { background: var(--panel); border-radius: 3px; }

#swagger-ui :is(input[type='text'], input[type='password'], input[type='search'], textarea, select) {
  background-color: var(--panel); border: 1px solid var(--control); border-radius: 3px; box-shadow: none;
  color: var(--ink);
}
#swagger-ui .btn { border: 1px solid var(--control); border-radius: 3px; box-shadow: none; color: var(--ink);
  background: var(--panel); }
#swagger-ui .btn:is(.execute, .try-out__btn:not(.cancel), .authorize) { border-color: var(--action);
  color: var(--action); background: transparent; }
#swagger-ui .btn.execute { background: var(--action); color: var(--action-ink); }
#swagger-ui :is(.btn.authorize, .authorization__btn, .opblock-summary, .opblock-tag) svg { fill: var(--ink-2); }
#swagger-ui .btn.cancel { border-color: var(--bad); color: var(--bad); background: transparent; }
#swagger-ui :is(.btn, input, select, textarea, a, button, summary):focus-visible { outline: 2px solid var(--action);
  outline-offset: 2px; }
#swagger-ui .parameter__name.required::after, #swagger-ui .parameter__name.required span { color: var(--bad); }
#swagger-ui :is(.highlight-code, .microlight, pre.example, .opblock-body pre.microlight) { border-radius: 3px; }
#swagger-ui .dialog-ux .modal-ux { background: var(--panel); border: 1px solid var(--line); border-radius: 3px; }
#swagger-ui .dialog-ux .modal-ux-content :is(p, h4, label) { color: var(--ink); }
@media (max-width: 640px) {
  #swagger-ui .opblock .opblock-summary { flex-wrap: wrap; }
  #swagger-ui .opblock-summary-description { flex-basis: 100%; padding: 2px 10px 6px; }
  #swagger-ui .wrapper { padding: 0 10px; }
}
`;
