/** What the page is not, and where else to read the catalog. */
export function Footer() {
  return (
    <footer class="footer">
      <p>
        Marks such as <b>585</b> repeat the purity that is stated for a piece. They are not hallmarks. Pictures are
        drawn from the materials of each piece.
      </p>
      <ul class="footer-links">
        <li>
          <a href="/docs" target="_blank" rel="noopener">
            REST API
          </a>
        </li>
        <li>
          <a href="/graphql" target="_blank" rel="noopener">
            GraphQL
          </a>
        </li>
        <li>
          <a href="/admin" target="_blank" rel="noopener">
            Console
          </a>
        </li>
      </ul>
    </footer>
  );
}
